import { isDeepStrictEqual } from 'node:util';
import type { RequirementsToml } from '../schema/requirements.ts';
import type { Requirements } from './merge-requirements.ts';

/** The settings that requirements hold in a list, and the key of the list. */
const LISTS = {
  approval_policy: 'allowed_approval_policies',
  approvals_reviewer: 'allowed_approvals_reviewers',
  sandbox_mode: 'allowed_sandbox_modes',
  web_search: 'allowed_web_search_modes',
} as const satisfies Record<string, keyof RequirementsToml>;

export type ConstrainedKey = keyof typeof LISTS;
export const constrainedKeys = Object.keys(LISTS) as readonly ConstrainedKey[];

export const isConstrained = (key: string | undefined): key is ConstrainedKey =>
  key !== undefined && Object.hasOwn(LISTS, key);

/** The name of the source that says what a setting may be. */
export const sayer = (requirements: Requirements, key: ConstrainedKey): string =>
  requirements.setBy[LISTS[key]] ?? 'requirements';

/** What a setting may be, the preferred first; undefined: anything. */
export function allowed(requirements: Requirements | null, key: ConstrainedKey): readonly unknown[] | undefined {
  const list = requirements?.values[LISTS[key]];
  // Nobody can be made to search.
  return list && key === 'web_search' ? [...new Set([...list, 'disabled'])] : list;
}

export interface Refusal {
  readonly allowed: readonly unknown[];
  /** The name of the source that says so. */
  readonly setBy: string;
  /** As Codex words it: `invalid value for …: … is not in the allowed set …`. */
  readonly message: string;
}

/** Why a setting may not have that value; undefined when it may. */
export function refusal(requirements: Requirements | null, key: ConstrainedKey, value: unknown): Refusal | undefined {
  const list = allowed(requirements, key);
  if (!requirements || !list || list.some((one) => isDeepStrictEqual(one, value))) return undefined;
  const setBy = sayer(requirements, key);
  const shown = list.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(', ');
  const got = typeof value === 'string' ? value : JSON.stringify(value);
  const message = `invalid value for \`${key}\`: \`${got}\` is not in the allowed set [${shown}] (set by ${setBy})`;
  return { allowed: list, setBy, message };
}
