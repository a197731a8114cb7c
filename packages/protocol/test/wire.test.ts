import { expect, test } from 'vitest';
import type { $ZodObject, $ZodType } from 'zod/v4/core';
import { isExperimental } from '../src/experimental.ts';
import { type ClientMethod, experimentalFields, paramsSchemas } from '../src/index.ts';
import { notifications, type Recorded, recorded, results, serverRequests } from './wire.ts';

const methods = Object.keys(paramsSchemas) as ClientMethod[];
/** Calls by file and id: answers carry the id alone. Both sides count for themselves. */
const calls = new Map(
  recorded
    .filter(({ msg }) => msg.id !== undefined && msg.method !== undefined)
    .map((one) => [`${one.file} ${one.dir} ${one.msg.id}`, one]),
);
const other = { client: 'server', server: 'client' } as const;
const callOf = ({ file, dir, msg }: Recorded) => calls.get(`${file} ${other[dir]} ${msg.id}`)?.msg.method ?? '';

test('91 requests, 9 of the server, 61 notifications, each with schemas that load', async () => {
  expect(methods).toHaveLength(91);
  expect(Object.keys(serverRequests)).toHaveLength(9);
  expect(Object.keys(notifications)).toHaveLength(61);
  expect(Object.keys(results).sort()).toEqual([...methods].sort());
  for (const method of methods)
    expect((await paramsSchemas[method]())._zod.def.type, method).toMatch(/object|union|optional/);
});

test('what is gated as experimental is what is marked where it is defined', async () => {
  for (const method of methods) {
    const { shape = {} } = ((await paramsSchemas[method]()) as $ZodObject)._zod.def;
    const marked = Object.keys(shape).filter((field) => isExperimental(shape[field] as $ZodType));
    expect([...(experimentalFields[method] ?? [])].sort(), method).toEqual(marked.sort());
  }
});

test('every recorded request of a method of ours has params we accept', async () => {
  const sent = recorded.filter(({ dir, msg }) => dir === 'client' && methods.includes(msg.method as ClientMethod));
  expect(sent.length).toBeGreaterThan(20);
  for (const { file, msg } of sent) {
    const schema = await paramsSchemas[msg.method as ClientMethod]();
    const { issues } = await schema['~standard'].validate(msg.params);
    expect(issues, `${file} ${msg.method}`).toBeUndefined();
  }
});

test('every recorded result and notification of the peer is one of ours', () => {
  const seen = new Set<string>();
  for (const one of recorded) {
    if (one.dir !== 'server') continue;
    const { method, params, result, id } = one.msg;
    const name = method ?? callOf(one);
    const schema =
      method === undefined
        ? result !== undefined && results[name as ClientMethod]
        : id === undefined
          ? (notifications as Record<string, (typeof notifications)['error']>)[name]
          : serverRequests[name as keyof typeof serverRequests]?.params;
    if (!schema) continue;
    seen.add(name);
    const parsed = schema.safeParse(method === undefined ? result : params);
    expect(parsed.error?.issues, `${one.file} ${name}`).toBeUndefined();
  }
  for (const name of ['thread/resume', 'turn/start', 'item/completed', 'error', 'item/fileChange/requestApproval']) {
    expect([...seen]).toContain(name);
  }
});

test('every recorded answer of a client to the server is one of ours', () => {
  let count = 0;
  for (const one of recorded) {
    if (one.dir !== 'client' || one.msg.result === undefined) continue;
    const schema = serverRequests[callOf(one) as keyof typeof serverRequests]?.result;
    if (!schema) continue;
    count += 1;
    expect(schema.safeParse(one.msg.result).error?.issues).toBeUndefined();
  }
  expect(count).toBeGreaterThan(1);
});

test.each([
  ['turn/start', {}],
  ['turn/start', { threadId: 't', input: [{ type: 'text' }] }],
  ['turn/start', { threadId: 't', input: [{ type: 'smell', text: 'x' }] }],
  ['thread/start', { sandbox: 'soft' }],
  ['thread/start', { approvalPolicy: { granular: { rules: true } } }],
  ['thread/list', { limit: -1 }],
  ['thread/list', { limit: 1.5 }],
  ['initialize', { clientInfo: { name: 'x' } }],
  ['turn/interrupt', { threadId: 1, turnId: 't' }],
] as const)('%s refuses %j', async (method, params) => {
  const { issues } = await (await paramsSchemas[method]())['~standard'].validate(params);
  expect(issues?.length).toBeGreaterThan(0);
});
