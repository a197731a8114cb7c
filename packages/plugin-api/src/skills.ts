import type { SkillScope } from '@tenon/protocol/skills';
import type { Environment } from './environment.ts';
import { collection } from './point.ts';

/** A folder that holds skills: each a folder with a SKILL.md, at most 6 levels below it. */
export interface SkillRoot {
  /** Absolute. It need not be there. */
  readonly path: string;
  /** Whose skills they are. In `system`, links to folders are not followed. */
  readonly scope: SkillScope;
  /** Its skills are named `namespace:name`. A bundle gives its own name. Default: as they name themselves. */
  readonly namespace?: string;
  /** What is in it yields to a skill of the same name and scope in another root. Default false: both are there. */
  readonly fallback?: boolean;
}

export interface SkillRootsContext {
  /** Absolute: where the thread works. */
  readonly cwd: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** Who knows where there are skills. */
export interface SkillRoots {
  /** In order: a file that several roots lead to counts for the first of them. Asked whenever skills are looked for. */
  read(context: SkillRootsContext): Promise<readonly SkillRoot[]>;
}

/** Where skills are found; members are asked in the order of their names. One that rejects is reported, and brings none. */
export const skillRoots = collection<SkillRoots>()('skillRoots', 'skill-roots/v1');
