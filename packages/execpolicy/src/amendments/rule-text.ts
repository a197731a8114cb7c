import { tenonError } from '@tenon/plugin-api';
import { loadRules } from '../rules/load-rules.ts';
import { networkHost } from '../rules/network-rule.ts';
import type { NetworkProtocol } from '../rules/rule.ts';

/** Control characters, lone surrogates, and what turns the direction of text: such a rule would not be what it looks like. */
const HIDDEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

export const isPlainText = (text: string): boolean => !HIDDEN.test(text);

/** The line for a rule that allows a prefix. Throws `amendment_invalid` for none at all and for control characters. */
export function prefixRuleLine(prefix: readonly string[]): string {
  if (prefix.length === 0) throw invalid('the prefix is empty', 'Give the first words of the command.');
  return `prefix_rule(pattern=[${prefix.map(quoted).join(', ')}], decision="allow")`;
}

/** The line for a rule about a host, as Codex writes it. Throws `amendment_invalid`. */
export function networkRuleLine(host: string, protocol: NetworkProtocol, decision: 'allow' | 'deny'): string {
  const read = networkHost(host);
  if (read.problem !== undefined) throw invalid(read.problem, 'Name one host.');
  const justification = `${decision === 'allow' ? 'Allow' : 'Deny'} ${protocol} access to ${read.host}`;
  return `network_rule(host=${quoted(read.host)}, protocol=${quoted(protocol)}, decision=${quoted(decision)}, justification=${quoted(justification)})`;
}

function quoted(text: string): string {
  if (!isPlainText(text))
    throw invalid(`${JSON.stringify(text)} has control characters`, 'Write the rule by hand if it is meant.');
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

const invalid = (problem: string, mend: string, file?: string) =>
  tenonError({
    code: 'amendment_invalid',
    message: `The rule cannot be written: ${problem}.`,
    mend,
    ...(file === undefined ? {} : { file }),
  });

/**
 * The text of a rules file with `line` at its end; as it was where that line stands there already. Nothing of the old
 * text changes. Throws `amendment_invalid` when the result has an error, since none of the file's rules would hold.
 */
export function appendRule(text: string, line: string, file: string): string {
  if (text.split(/\r?\n/).includes(line)) return checked(text, file);
  return checked(`${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`, file);
}

function checked(text: string, file: string): string {
  const [problem] = loadRules([{ file, text }]).problems;
  if (problem) throw invalid(problem.message, 'Mend the file first.', file);
  return text;
}
