/** Exit codes of every command (docs: README of this package). */
export const exitCodes = {
  ok: 0,
  /** The turn failed, or what was asked for could not be done. */
  failed: 1,
  /** The command line was wrong. */
  usage: 2,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;
