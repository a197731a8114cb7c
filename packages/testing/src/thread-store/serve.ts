import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isTenonError } from '@tenon/plugin-api';
import type { ThreadStore } from '@tenon/plugin-api/thread-store';
import { createOperations, type Operations } from './operations.ts';

/** One line of the standard input of a store's process. */
export interface Request {
  readonly id: number;
  readonly call: keyof Operations;
  readonly args: readonly unknown[];
}

/** What was thrown, as another process can be told. */
export interface Thrown {
  /** undefined: it was no TenonError. */
  readonly code: string | undefined;
  readonly message: string;
  readonly mend: string | undefined;
}

/** One line of its standard output. `announced`: what a flood is told was done. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly thrown: Thrown }
  | { readonly announced: number };

/** At once and whole, whatever becomes of this process after it. */
const say = (answer: Answer) => void writeSync(1, `${JSON.stringify(answer)}\n`);

export async function serve(open: (folder: string) => ThreadStore | Promise<ThreadStore>): Promise<void> {
  const folder = process.argv.at(-1) ?? '';
  const operations = createOperations({ folder, open, announce: (announced) => say({ announced }) });
  const answer = async ({ id, call, args }: Request) => {
    try {
      const run = operations[call] as (...given: readonly unknown[]) => unknown;
      const value = await run(...args);
      say({ id, value: value ?? null });
    } catch (error) {
      say({ id, thrown: describe(error) });
    }
  };
  const all: Promise<void>[] = [];
  for await (const line of createInterface({ input: process.stdin })) all.push(answer(JSON.parse(line) as Request));
  await Promise.all(all);
  await operations.close();
}

function describe(error: unknown): Thrown {
  if (isTenonError(error)) return { code: error.code, message: error.message, mend: error.mend };
  return {
    code: undefined,
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    mend: undefined,
  };
}
