import type { FileSystem } from '@tenon/plugin-api/environment';
import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import { accessOf, bindProfile, mayMove } from '@tenon/sandboxing';
import { realPathOf } from './real-path.ts';
import { withRealPaths } from './real-places.ts';

/** What a profile lets be done with real paths. */
export interface FileArea {
  mayRead(path: string): boolean;
  mayWrite(path: string): boolean;
  /** A folder that holds something protected may be written in, but not moved or removed. */
  mayMove(path: string): boolean;
  /** The real path; undefined when it leads nowhere. What does not exist yet is added to its nearest existing parent. */
  resolve(path: string): Promise<string | undefined>;
  /** Whether everything may be read, but for what `hidesProcesses` says. */
  readonly readsAll: boolean;
  /** Files of processes are not for reading: there are such, and `mayRead` says no to them. */
  readonly hidesProcesses: boolean;
}

/** Variables, memory and open files of this process and others: a command does not see them either, whatever its profile reads. */
const OF_PROCESS = /^\/proc\/(?:[0-9]+|self|thread-self)(?:\/|$)/;

/** Only Linux has them as files. */
const hasProcesses = async (files: FileSystem) => (await files.linkStat('/proc/self')) !== undefined;

export async function fileArea(files: FileSystem, { profile, cwd, tmpdir }: SandboxRequest): Promise<FileArea> {
  const bound = await withRealPaths(files, { cwd, tmpdir }, (place) => bindProfile(profile, place));
  const { rules = new Map([['/', 'write']]), deniedGlobs = [] } = bound.files ?? {};
  const root = rules.get('/');
  const processes = await hasProcesses(files);
  return {
    mayRead: (path) => accessOf(bound, path) !== 'none' && !(processes && OF_PROCESS.test(path)),
    mayWrite: (path) => accessOf(bound, path) === 'write',
    mayMove: (path) => mayMove(bound, path),
    resolve: (path) => realPathOf(files, path, 'follow'),
    hidesProcesses: processes,
    readsAll: root !== undefined && deniedGlobs.length === 0 && ![...rules.values()].includes('none'),
  };
}
