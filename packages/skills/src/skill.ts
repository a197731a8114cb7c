import type { SkillDependencies, SkillInterface, SkillScope } from '@tenon/protocol/skills';

/** What is known of a skill without its text. */
export interface Skill {
  /** At most 64 characters, on one line; `plugin:name` where its root has a namespace. */
  readonly name: string;
  /** At most 1024 characters, on one line. */
  readonly description: string;
  readonly shortDescription?: string;
  readonly interface?: SkillInterface;
  readonly dependencies?: SkillDependencies;
  readonly scope: SkillScope;
  /** Of its SKILL.md: absolute, links resolved. It is what a skill is known by; names may be shared. */
  readonly path: string;
  /** The same as it was found, links and all: configurations may name it so. */
  readonly foundAt: string;
  /** The folder of skills that it was found in, links resolved. */
  readonly root: string;
  /** False: the model is not told of it until somebody mentions it. */
  readonly implicit: boolean;
}

/** What is wrong with one file or folder. It costs that one only. */
export interface SkillFault {
  /** Absolute. */
  readonly path: string;
  readonly message: string;
}

/** All that was found, whether it is enabled or not. */
export interface SkillCatalog {
  /** In the order of lists: repo, user, system, admin; in each by name, then by path. */
  readonly skills: readonly Skill[];
  /** By path. */
  readonly faults: readonly SkillFault[];
  /** The folders that were read, links resolved, and the roots that were not there: what is to be watched. */
  readonly folders: readonly string[];
}
