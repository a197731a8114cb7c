import { tenonError } from '@tenon/plugin-api';
import { merge } from './merge.ts';
import type { ConfigToml } from './schema/config.ts';

/** Lays the chosen profile over the rest. Throws `config_profile_unknown`. */
export function applyProfile(config: ConfigToml, name: string | undefined, file: string): ConfigToml {
  if (name === undefined) return config;
  const profiles = config.profiles ?? {};
  const chosen = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (!chosen) {
    const names = Object.keys(profiles).map((one) => `\`${one}\``);
    throw tenonError({
      code: 'config_profile_unknown',
      message: `config profile \`${name}\` not found`,
      mend:
        names.length > 0 ? `Choose one of ${names.join(', ')}.` : `Add [profiles.${name}] to ${file}, or choose none.`,
      file,
    });
  }
  return merge(merge(config, chosen), { profile: name });
}
