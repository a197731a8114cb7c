import { flag, table } from './kinds.ts';

/** `[analytics]` and `[feedback]`: a table with one switch. */
export const switchTable = () => table({ enabled: flag });
