import { type Parameters, ruleFunction } from './parameters.ts';
import type { Decision, NetworkProtocol, NetworkRule } from './rule.ts';

const PROTOCOLS: Readonly<Record<string, NetworkProtocol>> = {
  http: 'http',
  https: 'https',
  https_connect: 'https',
  socks5_tcp: 'socks5_tcp',
  socks5_udp: 'socks5_udp',
};
const DECISIONS: Readonly<Record<string, Decision>> = {
  allow: 'allow',
  prompt: 'prompt',
  deny: 'forbidden',
  forbidden: 'forbidden',
};

/** `network_rule(host, protocol, decision, justification)`. */
export function networkRuleFunction(file: string, add: (rule: NetworkRule) => void) {
  return ruleFunction('network_rule', ['host', 'protocol', 'decision'], { justification: null }, (given) => {
    add({
      host: readHost(given),
      protocol: given.oneOf('protocol', PROTOCOLS),
      decision: given.oneOf('decision', DECISIONS),
      ...given.justification(),
      source: { file, line: given.at.line },
    });
  });
}

function readHost(given: Parameters): string {
  const { host, problem } = networkHost(given.text('host'));
  if (problem !== undefined) throw given.wrong(problem);
  return host;
}

/** The host as rules compare it, or what keeps it from being one. */
export function networkHost(text: string): { readonly host: string; readonly problem?: string } {
  const host = text.trim().toLowerCase().replace(/\.$/, '');
  if (host === '') return { host, problem: '`host` is empty' };
  if (/[\s\p{Cc}]/u.test(host)) return { host, problem: '`host` has blanks or control characters' };
  if (/[*?]/.test(host)) return { host, problem: '`host` is one host, wildcards are not allowed' };
  if (/[/@#\\]/.test(host)) return { host, problem: '`host` is a host name or address, without scheme, user or path' };
  return { host };
}
