import { service } from './point.ts';

/** Where a thread's files and processes are: this machine, a container, another host. Paths are absolute in that place. */
export interface Environment {
  readonly name: string;
  readonly platform: {
    readonly os: 'linux' | 'macos' | 'windows' | 'other';
    /** Absolute path of the user's shell, such as `/bin/bash`. */
    readonly shell: string;
    readonly home: string;
    /** `$TMPDIR` when set, else the system's. */
    readonly tmpdir: string;
    /** IANA name, such as `Europe/Berlin`; undefined where unknown. */
    readonly timezone?: string;
  };
  readonly files: FileSystem;
  readonly processes: Processes;
}

/** The environments on offer, by name. */
export interface Environments {
  /** The named one, or the default. Throws `environment_unknown`. */
  get(name?: string): Environment;
  names(): readonly string[];
}

export interface FileStat {
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  readonly size: number;
  /** Unix milliseconds. */
  readonly modifiedAt: number;
  /** Unix milliseconds; 0 where the file system does not keep it. */
  readonly createdAt: number;
  /** Unix permission bits, such as 0o644. */
  readonly mode: number;
}

/** What a folder holds under one name. */
export interface DirectoryEntry {
  readonly name: string;
  /** Of what a link leads to; `symlink` for a link that leads nowhere. */
  readonly kind: FileStat['kind'];
}

export interface FileWatchListener {
  /** Absolute paths, as often as the system tells of them: whoever listens gathers them. */
  changed(path: string): void;
  /** The watch is at its end: nothing more will be told. */
  failed(error: unknown): void;
}

/** Errors are Node's (`code` such as `ENOENT`); every path is absolute. */
export interface FileSystem {
  readFile(path: string): Promise<Uint8Array>;
  /**
   * Atomic: readers see the old content or the new. Parents must exist. An existing file keeps its mode. With `followLinks: false` a
   * link is replaced, or refused (`ELOOP`); default is to write where it leads.
   */
  writeFile(path: string, data: Uint8Array | string, options?: { readonly followLinks?: boolean }): Promise<void>;
  /** With parents; existing ones are fine. With `recursive: false` only the last one, which must not exist (`EEXIST`). */
  makeDirectory(path: string, options?: { readonly recursive?: boolean }): Promise<void>;
  /** One file or link. */
  remove(path: string): Promise<void>;
  /** An empty folder (`ENOTEMPTY` when it is not); with `recursive` whatever it holds. Links in it are not followed. */
  removeDirectory(path: string, options?: { readonly recursive?: boolean }): Promise<void>;
  /**
   * A file, replacing one that is there; a link as a link. With `recursive` a folder, into one that is there; what is neither
   * file, folder nor link in it is left out. Rejects with `EISDIR` for a folder without it, with `EINVAL` for a folder into itself
   * and for what is no file, folder or link.
   */
  copy(from: string, to: string, options?: { readonly recursive?: boolean }): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Follows links. undefined when there is nothing. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Of the link itself, where there is one. undefined when there is nothing. */
  linkStat(path: string): Promise<FileStat | undefined>;
  realPath(path: string): Promise<string>;
  readDirectory(path: string): Promise<readonly string[]>;
  /** The same, with kinds. */
  readEntries(path: string): Promise<readonly DirectoryEntry[]>;
  /**
   * Tells of changes of a file, or of a folder and what is directly in it, until it is closed. Goes on when the file or folder is
   * replaced or removed and made again; it may be missing, but its parent must exist. Returns a function that stops it.
   */
  watch(path: string, listener: FileWatchListener): Promise<() => void>;
  /**
   * Holds a file or folder by itself: the path that it resolves to goes on leading there, whatever stands at `path` meanwhile. Rejects
   * with `ESTALE` when `path` is not its real path, as when a link has been put on the way. Without it (the system cannot) what uses a
   * path that was checked cannot tell such a swap.
   */
  pin?(path: string): Promise<PinnedPath>;
}

export interface PinnedPath {
  /** Names below it are looked up in the folder itself. */
  readonly path: string;
  /** The path is no longer to be used. */
  release(): Promise<void>;
}

export interface SpawnRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Added to the environment's own variables; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * The environment's own variables that are passed under another name, by their own: what confines a command must not heed its
   * `LD_PRELOAD`, and hands it on. One that is not set is passed under neither. `env` is applied after it. Default: none.
   */
  readonly renamedEnv?: Readonly<Record<string, string>>;
  /** A terminal of that size; default plain pipes. */
  readonly tty?: { readonly columns: number; readonly rows: number };
  /** `none`: there is nothing to read (`/dev/null`), so programs do not take an open stdin for their input. Default `pipe`. */
  readonly stdin?: 'pipe' | 'none';
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A running process and everything it started. */
export interface Process {
  readonly pid: number;
  /** Output as it comes, standard error included. Returns a function that stops listening. Earlier output is given first. */
  onOutput(listener: (chunk: Uint8Array, stream: 'stdout' | 'stderr') => void): () => void;
  /** Resolves once the process is gone and its output has been read to the end (or 50 ms later, if a child keeps it open). */
  readonly exit: Promise<ProcessExit>;
  /** Resolves when the data was handed to the process. Rejects with `stdin_closed`. */
  write(data: Uint8Array | string): Promise<void>;
  closeStdin(): void;
  resize(columns: number, rows: number): void;
  /** Kills the whole tree, children that left the process group included; resolves when they are gone. Never rejects. */
  kill(): Promise<void>;
}

export interface Processes {
  /** Rejects with `spawn_failed` (cause: Node's error) when the program cannot be started. */
  spawn(request: SpawnRequest): Promise<Process>;
}

/** Files and processes, local or remote. Tools reach the world only through this. */
export const environments = service<Environments>()('environments', 'environments/v1');
