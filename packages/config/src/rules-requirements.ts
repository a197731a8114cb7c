import type { Problem } from './problem.ts';
import type { RequirementsToml } from './schema/requirements.ts';

/** What a schema of types cannot say of requirements. Runs on a value of right types. */
export function brokenRequirements(requirements: RequirementsToml): Problem[] {
  return [
    ...brokenSandboxModes(requirements.allowed_sandbox_modes, ['allowed_sandbox_modes']),
    ...(requirements.remote_sandbox_config ?? []).flatMap((one, at) =>
      brokenSandboxModes(one.allowed_sandbox_modes, ['remote_sandbox_config', String(at), 'allowed_sandbox_modes']),
    ),
    ...(requirements.rules?.prefix_rules ?? []).flatMap((rule, at) => brokenPattern(rule.pattern, at)),
    ...brokenNetwork(requirements.experimental_network),
  ];
}

const wrong = (path: readonly string[], expected: string, got: string): Problem => ({
  path,
  expected,
  message: `expected ${expected}, got ${got}`,
  missing: false,
});

/** A sandbox that can only read is what a refused mode falls back to. */
function brokenSandboxModes(modes: readonly string[] | undefined, path: readonly string[]): Problem[] {
  if (!modes || modes.includes('read-only')) return [];
  return [wrong(path, 'an array with "read-only" in it', `only ${modes.map((mode) => `"${mode}"`).join(', ')}`)];
}

type Pattern = NonNullable<RequirementsToml['rules']>['prefix_rules'][number]['pattern'];

const brokenPattern = (pattern: Pattern, rule: number): Problem[] =>
  pattern.flatMap(({ token, any_of }, at) => {
    if ((token === undefined) !== (any_of === undefined)) return [];
    const path = ['rules', 'prefix_rules', String(rule), 'pattern', String(at)];
    return [wrong(path, 'either `token` or `any_of`', token === undefined ? 'neither' : 'both')];
  });

function brokenNetwork(network: RequirementsToml['experimental_network']): Problem[] {
  if (!network) return [];
  const pairs = [
    ['domains', 'allowed_domains'],
    ['domains', 'denied_domains'],
    ['unix_sockets', 'allow_unix_sockets'],
  ] as const;
  return pairs
    .filter(([now, old]) => network[now] !== undefined && network[old] !== undefined)
    .map(([now, old]) => wrong(['experimental_network', old], 'nothing', `both it and \`${now}\`, which replaces it`));
}
