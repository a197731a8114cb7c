import { join } from 'node:path';
import type { ExternalAgentOptions } from './options.ts';

/** Where the things of one agent are, and where they go. */
export interface Place {
  readonly agent: 'Claude Code' | 'Codex';
  /** undefined: the user's own. */
  readonly cwd: string | undefined;
  /** Links out of it are not followed. For a project also: nothing is written out of it. */
  readonly tree: string;
  /** The folder with `settings.json`, `skills` and so on. */
  readonly source: string;
  /** The folder with `config.toml` that is written to. */
  readonly folder: string;
  readonly instructions: string;
  readonly skills: string;
}

const claude = 'Claude Code';

/** The user's own things first, then each project's. */
export function placesOf(
  { home, userHome }: ExternalAgentOptions,
  cwds: readonly string[],
  includeHome: boolean,
): readonly Place[] {
  const own = { cwd: undefined, folder: home, instructions: join(home, 'AGENTS.md'), skills: join(home, 'skills') };
  const places: Place[] = [];
  if (includeHome && userHome !== undefined) {
    const [source, peer] = [join(userHome, '.claude'), join(userHome, '.codex')];
    places.push({ ...own, agent: claude, tree: source, source });
    if (peer !== home) places.push({ ...own, agent: 'Codex', tree: peer, source: peer });
  }
  for (const cwd of new Set(cwds)) {
    // The user's home folder is no project: its `.claude` is the user's own.
    if (cwd === userHome) continue;
    places.push({
      agent: claude,
      cwd,
      tree: cwd,
      source: join(cwd, '.claude'),
      folder: join(cwd, '.codex'),
      instructions: join(cwd, 'AGENTS.md'),
      skills: join(cwd, '.agents', 'skills'),
    });
  }
  return places;
}
