import type { PermissionProfile } from '@tenon/protocol';
import type { Ground } from './ground.ts';

/** Something that is tried under the profile of the proof, and must not come about; or, where it is permitted, must. */
export interface Attempt {
  readonly what: string;
  readonly permitted?: true;
}

/** What came of one try, and what was answered. `untried`: it did not get so far. */
export interface Came {
  readonly kind: 'happened' | 'prevented' | 'untried';
  readonly answer: string;
}

export interface Tried {
  readonly attempt: Attempt;
  readonly came: Came;
}

/** A way for what an agent does to reach the world. */
export interface Door {
  /** `shell`, `files`, or the name of a tool. */
  readonly name: string;
  /** Tries everything once, on a ground that nobody used before. */
  readonly tryAll: (ground: Ground, profile: PermissionProfile, signal: AbortSignal) => Promise<readonly Tried[]>;
}

/** `succeeded` and `broken` are what must not be; `unproven` says nothing either way. */
export type Outcome = 'prevented' | 'works' | 'succeeded' | 'broken' | 'unproven';

export interface Finding {
  readonly through: string;
  readonly what: string;
  readonly permitted: boolean;
  readonly outcome: Outcome;
  /** Why it is `unproven`. */
  readonly why?: string;
}

/** `mark`: stands in an answer that means that the attempt got so far. */
export async function cameOf(happened: boolean | Promise<boolean>, answer: string, mark = ''): Promise<Came> {
  if (await happened) return { kind: 'happened', answer };
  return { kind: answer.includes(mark) ? 'prevented' : 'untried', answer };
}
