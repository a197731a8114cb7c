import { join } from 'node:path';
import { Client } from './client.ts';
import { writeConfig } from './home.ts';
import type { Model } from './model.ts';

export interface Server {
  readonly name: string;
  readonly command: readonly string[];
  /** How reports name it; else the command. */
  readonly shown?: string;
}

/** How much each measure does. */
export interface Sizes {
  readonly laterTurns: number;
  readonly deltas: number;
  readonly calls: number;
  readonly loadedThreads: number;
  readonly settleMs: number;
  readonly parallel: readonly number[];
  readonly storedThreads: number;
  /** Of the large thread. */
  readonly largeTurns: number;
  readonly hugeBytes: number;
  /** Of each image of the thread with images, roughly. */
  readonly imageBytes: number;
}

export const FULL: Sizes = {
  laterTurns: 20,
  deltas: 5000,
  calls: 20,
  loadedThreads: 50,
  settleMs: 2000,
  parallel: [1, 8, 32],
  storedThreads: 10_000,
  largeTurns: 1800,
  hugeBytes: 1e9,
  imageBytes: 300_000,
};

export const QUICK: Sizes = {
  laterTurns: 3,
  deltas: 300,
  calls: 3,
  loadedThreads: 4,
  settleMs: 100,
  parallel: [1, 4],
  storedThreads: 100,
  largeTurns: 60,
  hugeBytes: 20e6,
  imageBytes: 30_000,
};

/** What a run of a measure found, by the name of the figure. */
export type Figures = Record<string, number>;

/** What one run of one measure works with. */
export interface BenchContext {
  readonly server: Server;
  readonly sizes: Sizes;
  readonly model: Model;
  /** Where threads work: an empty folder outside any repository. */
  readonly cwd: string;
  /** A home that no server has seen, configured for the mock. */
  freshHome(): string;
  /** A home that is kept from run to run, and made by `fill` the first time. */
  keptHome(name: string, fill: (home: string) => void): string;
  /** Starts the server. The caller closes it. */
  open(home: string): Client;
  /** Starts and initializes the server, works with it, and closes it. */
  withServer<T>(home: string, work: (client: Client) => Promise<T>): Promise<T>;
}

export function contexts(options: {
  scratch: string;
  cwd: string;
  model: Model;
  sizes: Sizes;
  env: Record<string, string>;
}) {
  const { scratch, cwd, model, sizes, env } = options;
  const kept = new Set<string>();
  let serial = 0;
  return (server: Server): BenchContext => {
    const configured = (home: string) => {
      writeConfig(home, model.baseUrl);
      return home;
    };
    const open = (home: string) =>
      new Client(server.command, { cwd, env: { ...env, TENON_HOME: home, CODEX_HOME: home } });
    return {
      server,
      sizes,
      model,
      cwd,
      open,
      freshHome() {
        serial += 1;
        return configured(join(scratch, 'homes', `${server.name}-${serial}`));
      },
      keptHome(name, fill) {
        const home = join(scratch, 'kept', `${server.name}-${name}`);
        configured(home);
        if (!kept.has(home)) fill(home);
        kept.add(home);
        return home;
      },
      async withServer(home, work) {
        const client = open(home);
        try {
          await client.initialize();
          return await work(client);
        } finally {
          await client.close();
        }
      },
    };
  };
}
