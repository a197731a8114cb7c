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
  'sandboxed exec_command of `true`, bubblewrap (ms a call)': { most: 25 },
  'sandboxed exec_command of `true`, Landlock (ms a call)': { most: 15 },
  'decision on a script of 20 commands (ms)': { most: 2 },
  'intersection of profiles of 200 entries (ms)': { most: 1 },
  'interrupt of a running command (ms)': { most: 100 },
  'processes left after an interrupt': { most: 0 },
  'memory, idle (MiB)': { most: 60 },
  'memory, each further thread (KiB)': { most: 300 },
  'turns a second, 32 threads': { least: 150 },
  'config/read of a project, later (ms)': { most: 3 },
  'thread/start in a project, later (ms)': { most: 5 },
  'initialize, 10000 never indexed (ms)': { most: 60 },
  'list of 10000, indexed, first page after a start (ms)': { most: 60 },
  'list of 10000, warm, by creation (ms)': { most: 8 },
  'list of 10000, warm, by last change (ms)': { most: 8 },
  'thread of 1800 turns, resume without turns (ms)': { most: 150 },
  'thread of 1800 turns, resume with all turns (ms)': { most: 300 },
  'thread of 1800 turns, first page of turns (ms)': { most: 15 },
  'thread of 1800 turns, fork with all turns (ms)': { most: 100 },
  'thread of 1800 turns, fork without turns (ms)': { most: 100 },
  'thread of 1000 MB, resume without turns (ms)': { most: 2000 },
  'thread of 1000 MB, peak memory of the resume (MiB)': { most: 300 },
  '6 images of 300 KB, on disk by what was given': { most: 1.2 },
};

export const reached = (target: Target, value: number): boolean =>
  (target.most === undefined || value <= target.most) && (target.least === undefined || value >= target.least);
