/** What Tenon is to reach. `most`: the figure may be that high; `least`: it may be that low. */
export interface Target {
  readonly most?: number;
  readonly least?: number;
}

/** By the name of the figure. */
export const targets: Readonly<Record<string, Target>> = {
  'cold start, fresh home (ms)': { most: 60 },
  'cold start, same home (ms)': { most: 50 },
  'turn overhead, later (ms)': { most: 5 },
  'first delta after the model, later (ms)': { most: 5 },
  'deltas a second': { least: 50_000 },
  'exec_command of `true` (ms a call)': { most: 12 },
  'interrupt of a running command (ms)': { most: 100 },
  'memory, idle (MiB)': { most: 60 },
  'memory, each further thread (KiB)': { most: 300 },
  'turns a second, 32 threads': { least: 150 },
};

export const reached = (target: Target, value: number): boolean =>
  (target.most === undefined || value <= target.most) && (target.least === undefined || value >= target.least);
