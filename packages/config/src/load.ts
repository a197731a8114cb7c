import { isAbsolute, join } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import { merge } from './merge.ts';
import { choosePermissions } from './permission-choice.ts';
import type { Project } from './project.ts';
import type { Requirements, RequirementsSource } from './requirements/merge-requirements.ts';
import { readRequirements } from './requirements/read-requirements.ts';
import type { ConfigToml } from './schema/config.ts';
import { readStack, type SourceLayer } from './stack.ts';

/** Where configuration is looked for. */
export interface ConfigPlaces {
  /** Absolute. `config.toml` is looked for in it; a missing file is an empty one. */
  home: string;
  /** Absolute: the machine's folder, with `config.toml`, `managed_config.toml` and `requirements.toml`. Default: none is read. */
  system?: string;
  /** Absolute: where the work is done. Files of its project are read, if that is trusted. Default: no project. */
  cwd?: string;
  /** `-c key=value`, in order; a later one beats an earlier one. Their relative paths mean the working directory of the process. */
  overrides?: readonly string[];
  /** What else administrators require, such as by a service of the organisation: it comes before the machine's. Default: nothing. */
  requirements?: readonly RequirementsSource[];
  /** Do not read the user's `config.toml`. Default false. */
  ignoreUser?: boolean;
}

export interface LoadOptions extends ConfigPlaces {
  /** Typed fields of a request or of the command line (`--model`, `thread/start.model`): they beat everything, profiles too. Not judged again. */
  flags?: Partial<ConfigToml>;
  /** Beats the files' own `profile`. */
  profile?: string;
  /** Refuse keys that nobody knows. Default false: they are warnings. */
  strict?: boolean;
}

export interface LoadedConfig {
  /**
   * Tables have no prototype, so any id is safe to look up. Keys that this package does not know are kept. Of `default_permissions`
   * and `sandbox_mode` it has at most one: that of the higher layer; of one layer, the former.
   */
  readonly config: ConfigToml;
  readonly warnings: readonly ConfigWarning[];
  /** The user's file; null when there is none. */
  readonly file: string | null;
  /** Of `cwd`; null when none was given. */
  readonly project: Project | null;
  /** What administrators require; it holds in `config` already. null: nothing. */
  readonly requirements: Requirements | null;
}

/** Something that does not keep Tenon from starting. */
export interface ConfigWarning {
  /** One sentence. */
  summary: string;
  details: string | null;
  /** The file concerned, absolute. */
  path?: string;
  /** From 1. */
  line?: number;
  /** From 1, in UTF-16 units. */
  column?: number;
}

/**
 * Reads the configuration: the layers of `readStack`, then the chosen profile, then `flags`, each over the one before.
 * Throws `config_invalid` (bad TOML, or a value of a wrong type: file, line and key are named), `config_unreadable`
 * (a file cannot be read, or is not UTF-8), `config_profile_unknown`, `requirements_contradict`, and
 * `config_unknown_key` where `strict` is set.
 */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const { flags, strict = false } = options;
  mustBeAbsolute(options);
  const [{ layers, merged, project }, requirements] = await Promise.all([
    readStack(options),
    readRequirements(options),
  ]);
  let config: ConfigToml = merged;
  const warnings: ConfigWarning[] = [];
  if (Object.keys(merged).length > 0) {
    // Brings zod.
    const { judge } = await import('./judge.ts');
    const judged = judge(merged, { sources: layers, strict });
    config = judged.config;
    warnings.push(...judged.warnings);
  }
  const chosen = options.profile ?? config.profile;
  const user = layers.find(({ name }) => name.type === 'user');
  if (chosen !== undefined) {
    const { applyProfile } = await import('./profile.ts');
    config = applyProfile(config, chosen, join(options.home, 'config.toml'));
  }
  if (flags) config = merge(config, flags);
  const profile = chosen === undefined ? undefined : config.profiles?.[chosen];
  config = choosePermissions(config, [flags, profile], layers);
  if (requirements) {
    const { clamp, clampWarning } = await import('./clamp.ts');
    const held = clamp(config, requirements);
    config = held.config;
    warnings.push(...held.clamped.map(clampWarning));
  }
  warnings.push(...ignored(layers, project));
  const file = user?.source.kind === 'file' && !user.absent ? user.source.file : null;
  return { config, warnings, file, project, requirements };
}

/** Whoever decided not to trust a project knows that its files are not used; others are told. */
function ignored(layers: readonly SourceLayer[], project: Project | null): ConfigWarning[] {
  const unused = layers.flatMap(({ disabled, source }) =>
    disabled && source.kind === 'file' ? [{ path: source.file, details: disabled }] : [],
  );
  const summary = (...files: readonly string[]) => `Project configuration is not used: ${files.join(', ')}`;
  if (project?.trust === 'trusted') return unused.map((one) => ({ summary: summary(one.path), ...one }));
  const [first] = unused;
  if (!project || project.trust !== null || !first) return [];
  return [{ summary: summary(...unused.map(({ path }) => path)), details: project.untrusted, path: first.path }];
}

function mustBeAbsolute({ home, system, cwd }: ConfigPlaces): void {
  for (const [what, path] of Object.entries({
    'home folder': home,
    'system folder': system,
    'working directory': cwd,
  })) {
    if (path === undefined || isAbsolute(path)) continue;
    throw tenonError({
      code: 'config_invalid',
      message: `the ${what} is not an absolute path: ${path}`,
      mend: `Give the whole path of the ${what}.`,
    });
  }
}
