// Recorded sessions of Codex 0.128 (ids, paths and times scrubbed), and the schemas of what is in them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import type { $ZodType } from 'zod/v4/core';
import type { ServerRequestMethod } from '../src/index.ts';
import { notificationSchemas, resultSchemas, serverRequestSchemas } from '../src/schemas.ts';

export interface Recorded {
  readonly file: string;
  readonly dir: 'client' | 'server';
  readonly msg: {
    readonly id?: number;
    readonly method?: string;
    readonly params?: unknown;
    readonly result?: unknown;
    readonly error?: unknown;
  };
}

const folder = join(import.meta.dirname, 'fixtures');

export const recorded: readonly Recorded[] = readdirSync(folder).flatMap((file) =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ file, ...JSON.parse(line) })),
);

type Load = () => Promise<$ZodType>;
const loaded = async <K extends string>(table: Readonly<Record<K, Load>>) =>
  Object.fromEntries(
    await Promise.all(Object.entries<Load>(table).map(async ([name, load]) => [name, await load()])),
  ) as Readonly<Record<K, z.ZodMiniType>>;

export const results = await loaded(resultSchemas);
export const notifications = await loaded(notificationSchemas);

const asked = Object.entries(serverRequestSchemas) as [ServerRequestMethod, { params: Load; result: Load }][];
export const serverRequests = Object.fromEntries(
  await Promise.all(asked.map(async ([method, { params, result }]) => [method, await loaded({ params, result })])),
) as Readonly<Record<ServerRequestMethod, { params: z.ZodMiniType; result: z.ZodMiniType }>>;
