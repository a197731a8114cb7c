/** One line of the system's process table. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** The ids of the Tenon processes it belongs to: the value of `TENON_PROCESS_ID` it was started with. */
  readonly marks: readonly string[];
}

/** The variable that marks everything a process starts. Ids of outer Tenons come first, separated by `/`. */
export const MARK = 'TENON_PROCESS_ID';

/** Every live process, zombies left out. Only Linux has the table; elsewhere it is undefined. Takes about 20 µs a process. */
export function readProcessTable(): readonly ProcessEntry[] | undefined {
  if (process.platform !== 'linux') return undefined;
  const fs = process.getBuiltinModule('node:fs');
  const entries: ProcessEntry[] = [];
  for (const name of fs.readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = readLatin1(`/proc/${name}/stat`);
    if (stat === undefined) continue;
    // The command's name is in parentheses and may contain anything, parentheses included.
    const [state, parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 4);
    if (state === 'Z' || state === 'X') continue;
    const marks = readMarks(readLatin1(`/proc/${name}/environ`));
    entries.push({ pid, parent: Number(parent), session: Number(session), marks });
  }
  return entries;
}

function readMarks(variables: string | undefined): readonly string[] {
  if (!variables) return [];
  const prefix = `${MARK}=`;
  const at = variables.startsWith(prefix) ? 0 : variables.indexOf(`\0${prefix}`) + 1;
  if (at === 0 && !variables.startsWith(prefix)) return [];
  const end = variables.indexOf('\0', at);
  return variables.slice(at + prefix.length, end === -1 ? undefined : end).split('/');
}

/** undefined when the process has gone meanwhile, or belongs to someone else. */
function readLatin1(path: string): string | undefined {
  try {
    return process.getBuiltinModule('node:fs').readFileSync(path, 'latin1');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined;
    throw error;
  }
}
