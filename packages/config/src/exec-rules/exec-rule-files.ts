import type { ExecRuleSources, ExecRules } from '@tenon/plugin-api/exec-rules';
import type { ConfigPlaces } from '../load.ts';
import type { RequirementsSource } from '../requirements/merge-requirements.ts';
import { isStill, type Stamp } from './stamps.ts';

/** Where rules are looked for. */
export interface ExecRulePlaces extends Omit<ConfigPlaces, 'cwd' | 'requirements'> {
  /** What else administrators require, as it stands at each read. Default: nothing. */
  readonly requirements?: () => readonly RequirementsSource[];
  /** Read no rules files: only what administrators require holds. Default false. */
  readonly ignoreFiles?: boolean;
}

interface Reading {
  readonly sources: ExecRuleSources;
  readonly stamp: Stamp;
  readonly elsewhere: readonly RequirementsSource[];
}

/** Folders that are remembered. */
const FOLDERS = 200;

/**
 * The rules about commands of the configuration's layers: `*.rules` below `rules/` of the machine's folder, of the home, and of the
 * `.tenon` and `.codex` folders of a trusted project; and `[rules] prefix_rules` of what administrators require. Each read looks
 * whether something changed, also by other processes, and gives the same object when nothing did. A file that cannot be read is
 * named in `unreadable`; requirements that make no sense, and a configuration that cannot tell who is trusted, are errors, as in
 * `loadConfig`. `append` throws `exec_rule_invalid` for what is no line, `config_unwritable`, `config_unreadable`, `config_locked`.
 */
export function execRuleFiles(places: ExecRulePlaces): ExecRules {
  const readings = new Map<string, Reading>();
  return {
    read: async (cwd) => {
      const elsewhere = places.requirements?.() ?? [];
      const known = readings.get(cwd);
      if (known && known.elsewhere === elsewhere && isStill(known.stamp)) return known.sources;
      const { readSources } = await import('./read-sources.ts');
      const { sources: read, stamp } = await readSources({ ...places, cwd, requirements: elsewhere });
      const before = readings.get(cwd)?.sources;
      const sources = before && JSON.stringify(before) === JSON.stringify(read) ? before : read;
      readings.delete(cwd);
      readings.set(cwd, { sources, stamp, elsewhere });
      const [oldest] = readings.keys();
      if (readings.size > FOLDERS && oldest !== undefined) readings.delete(oldest);
      return sources;
    },
    append: async (line) => (await import('./append-rule.ts')).appendRule(places.home, line),
  };
}
