import type { ConfigToml, ConfigWarning, LoadedConfig } from '@tenon/config';
import type { ThreadManager } from '@tenon/core';
import type { Runtime } from '@tenon/kernel';
import type { AskPerson } from '@tenon/plugin-api/reviewer';

/** What stands behind the protocol: made on the first request that needs it, so that `initialize` waits for nothing. */
export interface Host {
  readonly runtime: Runtime;
  readonly manager: ThreadManager;
  readonly config: ConfigToml;
  /** What administrators require; it holds in every configuration. */
  readonly requirements: LoadedConfig['requirements'];
  readonly warnings: readonly ConfigWarning[];
  /**
   * The configuration of a folder, read anew: with the layers of its project, and with what a request brings on top
   * (`thread/start.config`, keys dotted or nested).
   */
  configFor(cwd: string, extra?: Readonly<Record<string, unknown>> | null): Promise<LoadedConfig>;
  /** Reads the configuration again: `config`, and the plugins where it concerns them. Threads and turns under way go on. */
  reloadConfig(): Promise<void>;
  close(): Promise<void>;
}

export interface AppServerOptions {
  /** Absolute: `codexHome` of the initialize answer. */
  readonly home: string;
  /** Absolute: the user's home folder, where other agents keep their own. Default: only projects are looked at for imports. */
  readonly userHome?: string | undefined;
  /** Absolute: the folder of threads that name none. */
  readonly cwd: string;
  /** Tenon's version. */
  readonly version: string;
  /** Absolute: the folder of the machine's configuration and requirements. Default: none is read. */
  readonly system?: string;
  /** The user's `config.toml` is neither read nor written by what is not asked to. Default false. */
  readonly ignoreUser?: boolean;
  /** `-c key=value`: the layer of session flags in `config/read`. Default: none. */
  readonly overrides?: readonly string[];
  /** Opens the host, once. `askPerson` asks the connected clients; `onWarning` tells them of what the host finds out later. */
  readonly open: (askPerson: AskPerson, onWarning: (warning: ConfigWarning) => void) => Promise<Host>;
  /** What went wrong where no client can be told. */
  readonly onError?: (error: unknown) => void;
}
