/** The options by which a command line has a say in the configuration, for `parseArgs`. */
export const configOptions = {
  config: { type: 'string', short: 'c', multiple: true },
  profile: { type: 'string', short: 'p' },
  enable: { type: 'string', multiple: true },
  disable: { type: 'string', multiple: true },
  'strict-config': { type: 'boolean' },
} as const;

interface ConfigValues {
  readonly config?: readonly string[] | undefined;
  readonly profile?: string | undefined;
  readonly enable?: readonly string[] | undefined;
  readonly disable?: readonly string[] | undefined;
}

/**
 * The options as `-c` overrides: the profile below what `-c` says, features above it, as in Codex. Throws for a feature that nobody
 * knows.
 */
export async function overridesOf(values: ConfigValues): Promise<string[]> {
  const { config = [], profile, enable = [], disable = [] } = values;
  const below = profile === undefined ? [] : [`profile=${JSON.stringify(profile)}`];
  if (enable.length === 0 && disable.length === 0) return [...below, ...config];
  // Most starts switch nothing.
  const { featureName } = await import('./feature-name.ts');
  const switched = (names: readonly string[], on: boolean) =>
    names.map((name) => `features.${featureName(name)}=${on}`);
  return [...below, ...config, ...switched(enable, true), ...switched(disable, false)];
}

export const configOptionsHelp = `  -c, --config KEY=VALUE        override a configuration key (dotted); the value is TOML, else a string
  -p, --profile NAME            take [profiles.NAME] of the configuration
      --enable FEATURE          the same as -c features.FEATURE=true (repeat it)
      --disable FEATURE         the same as -c features.FEATURE=false (repeat it)
      --strict-config           refuse keys of the configuration that nobody knows`;
