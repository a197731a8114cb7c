import type { ClientMethod, NotificationMethod, ServerRequestMethod } from '@tenon/protocol';
import { notificationSchemas, resultSchemas, serverRequestSchemas } from '@tenon/protocol/schemas';
import { expect } from 'vitest';
import type { $ZodType } from 'zod/v4/core';

type Load = () => Promise<$ZodType>;
const loaded = async <K extends string>(table: readonly (readonly [K, Load])[]) =>
  Object.fromEntries(await Promise.all(table.map(async ([name, load]) => [name, await load()]))) as Readonly<
    Record<K, $ZodType>
  >;

const results = await loaded(Object.entries(resultSchemas) as [ClientMethod, Load][]);
const notifications = await loaded(Object.entries(notificationSchemas) as [NotificationMethod, Load][]);
const requests = await loaded(
  Object.entries(serverRequestSchemas).map(([method, { params }]) => [method as ServerRequestMethod, params]),
);

export interface Message {
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** The value is what the schema says, and has nothing the schema does not know. */
function expectValid(what: string, schema: $ZodType | undefined, value: unknown): void {
  expect(schema, `no schema for ${what}`).toBeDefined();
  const result = schema?.['~standard'].validate(value);
  if (!result || result instanceof Promise) throw new Error(`${what} is validated later`);
  expect(result.issues, `${what}: ${JSON.stringify(value)}`).toBeUndefined();
  expect(result.issues ? undefined : result.value, `${what} has more than its schema`).toEqual(value);
}

const keys = (message: Message) => Object.keys(message).join(' ');

/** Whatever the server sends is in the dialect, and as the protocol's schemas say. `asked`: the method that it answers. */
export function expectWellFormed(message: Message, asked: string | undefined): void {
  if (message.method === undefined) {
    if (message.error) {
      expect(keys(message)).toBe('error id');
      expect(message.error).toEqual({
        code: expect.any(Number),
        message: expect.stringMatching(/./),
        ...(message.error.data !== undefined && { data: message.error.data }),
      });
      return;
    }
    expect(keys(message)).toBe('id result');
    expectValid(`result of ${asked}`, results[asked as ClientMethod], message.result);
  } else if (message.id === undefined) {
    expect(keys(message)).toMatch(/^method params( seq)?$/);
    expectValid(message.method, notifications[message.method as NotificationMethod], message.params);
  } else {
    expect(keys(message)).toBe('method id params');
    expectValid(message.method, requests[message.method as ServerRequestMethod], message.params);
  }
}
