import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StoreProcess, startStoreProcess } from './store-process.ts';

/** How the end of what is stored is damaged: `cut` bytes are taken off it, then `add` is put there. */
export interface Tear {
  readonly cut: number;
  readonly add: Uint8Array;
}

/** A thread whose last line was just written, by a process that is gone. */
export interface TornThread {
  /** The folder of the store. */
  readonly folder: string;
  readonly id: string;
  /** As its log gave it. */
  readonly path: string | null;
}

/** How a store is brought to the faults it must outlive. */
export interface ThreadStoreFaults {
  /**
   * The command of a process that calls `serveThreadStore` of `@tenon/testing/thread-store-process`; the suite adds the folder as its
   * last argument. Such as `[process.execPath, 'test/store-process.ts']`.
   */
  readonly process: readonly string[];
  /**
   * True when all that the store keeps is in files below the folder it is given: a file system that is full, or read-only, is then put
   * under it. False when it is kept elsewhere, as by a server: these tests are then not registered.
   */
  readonly files: boolean;
  /**
   * Damages the end of a thread, as a machine that loses power in the middle of a write does. For a store with a file for each thread:
   * `({ path }, tear) => tearFile(path, tear)`. Without it, the tests of torn writes are not registered: for a store whose engine
   * answers for that.
   */
  readonly tear?: (thread: TornThread, tear: Tear) => void | Promise<void>;
  /** How often a process that writes is killed. Default 20. */
  readonly kills?: number;
  /** Makes the random choices the same again. Default: another one each time. The suite says which it is in the names of its tests. */
  readonly seed?: number;
}

/** A folder for one store, and processes that have it open. All is gone at the end. */
export interface FaultBench extends AsyncDisposable {
  /** There, empty, and one below a folder that is the bench's own. */
  readonly folder: string;
  /** `within`: the beginning of a command that runs the rest of it. */
  start(within?: readonly string[], folder?: string): StoreProcess;
}

export function openBench({ process: command }: ThreadStoreFaults): FaultBench {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-store-faults-')));
  const folder = join(scratch, 'store');
  mkdirSync(folder);
  const processes: StoreProcess[] = [];
  return {
    folder,
    start(within = [], where = folder) {
      const started = startStoreProcess([...within, ...command, where]);
      processes.push(started);
      return started;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(processes.map((each) => each.kill()));
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
