import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errno, readFault } from './fault.ts';
import { rolloutFiles } from './folders.ts';
import { dayFolder, idTime, type Layout, parseName } from './layout.ts';

const DAY_MS = 24 * 3600_000;

/** The rollout whose name holds this id: the day its id tells first, then the archived ones, then all. Throws `thread_store_failed`. */
export function findByName(layout: Layout, id: string): string | undefined {
  const time = idTime(id);
  const days = time === undefined ? [] : [0, -DAY_MS, DAY_MS].map((off) => dayFolder(layout, new Date(time + off)));
  for (const folder of [...days, layout.archived]) {
    const found = inFolder(folder, id);
    if (found) return found;
  }
  return rolloutFiles(layout, false).find((file) => file.id === id)?.path;
}

function inFolder(folder: string, id: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  try {
    const name = readdirSync(folder).find((entry) => parseName(entry)?.id === id);
    return name && join(folder, name);
  } catch (error) {
    if (errno(error) === 'ENOENT') return undefined;
    throw readFault(folder, error);
  }
}
