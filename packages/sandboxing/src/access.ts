import type { FileSystemAccessMode } from '@tenon/protocol';

/** What may be done with a path: nothing, read it, or read and write it. */
export type Access = FileSystemAccessMode;

const rights: Readonly<Record<Access, number>> = { none: 0, read: 1, write: 2 };
const precedence: Readonly<Record<Access, number>> = { read: 0, write: 1, none: 2 };

const isWider = (a: Access, b: Access) => rights[a] > rights[b];

/** What both allow. */
export const narrower = (a: Access, b: Access): Access => (isWider(a, b) ? b : a);

/** What at least one of them allows. */
export const wider = (a: Access, b: Access): Access => (isWider(a, b) ? a : b);

/** Of two entries for the same path: none over write over read (fact sheet of the peer's sandbox, section 8). */
export const ofSamePath = (a: Access | undefined, b: Access): Access =>
  a !== undefined && precedence[a] > precedence[b] ? a : b;
