import type { SeatbeltProfile } from './seatbelt-profile.ts';

/** Of the system. Another one on the PATH could be anybody's. */
export const SANDBOX_EXEC = '/usr/bin/sandbox-exec';

/** The arguments of `sandbox-exec`, the command included. */
export const seatbeltArguments = (
  { text, parameters }: SeatbeltProfile,
  argv: readonly string[],
): readonly string[] => ['-p', text, ...parameters, '--', ...argv];
