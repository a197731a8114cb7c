import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import manifest from '../package.json' with { type: 'json' };
import { families } from '../src/generate/families.ts';
import { jsonSchemaBundle, jsonSchemas, rolloutSchema, typeScript } from '../src/generate/index.ts';
import { typesOf } from '../src/generate/types.ts';
import { recorded } from './wire.ts';

test('two different types under one name fail, loudly; one type in two places does not', () => {
  const Size = z.object({ rows: z.int() });
  expect(typesOf({ one: { Size }, two: { Size } }).size).toBe(1);
  expect(() => typesOf({ one: { Size }, two: { Size: z.object({ rows: z.int() }) } })).toThrow(
    'two different types are named Size: in one and in two; rename one',
  );
});

test('every subpath of schemas is a family', () => {
  const others = ['.', './generate', './rollout', './schemas'];
  const subpaths = Object.keys(manifest.exports).filter((path) => !others.includes(path));
  expect(Object.keys(families).map((file) => `./${file}`)).toEqual(expect.arrayContaining(subpaths));
});

test.each([false, true])('each file stands on its own (experimental: %s)', async (experimental) => {
  const files = await jsonSchemas({ experimental });
  expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
  for (const { path, text } of files) {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    expect(() => ajv.compile(JSON.parse(text)), path).not.toThrow();
  }
});

test('recorded notifications are messages of the generated ServerNotification', async () => {
  const files = await jsonSchemas({ experimental: true });
  const accepts = new Ajv({ strict: false, validateFormats: false }).compile(
    JSON.parse(files.find(({ path }) => path === 'ServerNotification.json')?.text ?? ''),
  );
  const sent = recorded.filter(({ dir, msg }) => dir === 'server' && msg.method && msg.id === undefined);
  expect(sent.length).toBeGreaterThan(50);
  for (const { msg } of sent) expect(accepts(msg), msg.method).toBe(true);
  expect(accepts({ method: 'thread/closed', params: {} })).toBe(false);
});

test('without experimental, neither its methods, nor its fields, nor their types', async () => {
  const { definitions } = await jsonSchemaBundle();
  const text = JSON.stringify(definitions);
  for (const word of ['thread/goal/set', 'dynamicTools', 'DynamicToolSpec', 'ThreadGoalSetParams']) {
    expect(text).not.toContain(`"${word}"`);
  }
  expect(text).toContain('"turn/start"');
});

test('methods of plugins stand beside the others; a name that is taken fails', async () => {
  const params = { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'] };
  const extra = { 'acme/countSheep': { params, result: { type: 'string' } } };
  const files = await jsonSchemas({ extra });
  const request = JSON.parse(files.find(({ path }) => path === 'ClientRequest.json')?.text ?? '');
  const accepts = new Ajv({ strict: false, validateFormats: false }).compile(request);
  expect(accepts({ id: 1, method: 'acme/countSheep', params: { count: 3 } })).toBe(true);
  expect(accepts({ id: 1, method: 'acme/countSheep', params: {} })).toBe(false);
  expect(files.map(({ path }) => path)).toContain('v2/AcmeCountSheepResponse.json');
  await expect(jsonSchemas({ extra: { 'thread/start': {} } })).rejects.toThrow('the method thread/start stands twice');
  await expect(jsonSchemas({ extra: { 'turn-start': { params } } })).rejects.toThrow(
    'two different types are named TurnStartParams',
  );
});

test('the bindings compile, and say what the wire says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-bindings-'));
  try {
    const extra = { 'acme/count': { params: { type: 'object', properties: { 'a-b': { type: 'integer' } } } } };
    for (const { path, text } of await typeScript({ experimental: true, extra }))
      writeFileSync(join(folder, path), text);
    writeFileSync(
      join(folder, 'use.ts'),
      `import type { ClientRequests, ServerNotifications, ThreadItem, UserInput } from './index.ts';
export const start: ClientRequests['turn/start']['params'] = { threadId: 't', input: [{ type: 'text', text: 'hi' }], effort: null };
export const none: ClientRequests['account/logout']['params'] = undefined;
export const more: ClientRequests['acme/count']['params'] = { 'a-b': 1 };
export const done: ServerNotifications['thread/closed'] = { threadId: 't' };
export const text = (item: ThreadItem): string => (item.type === 'agentMessage' ? item.text : '');
// @ts-expect-error: no such kind
export const bad: UserInput = { type: 'smell' };
`,
    );
    const args = ['--ignoreConfig', '--noEmit', '--strict', '--allowImportingTsExtensions', join(folder, 'use.ts')];
    expect(execFileSync('tsc', args, { encoding: 'utf8' })).toBe('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the schema of a rollout line takes a line and refuses what is none', async () => {
  const accepts = new Ajv({ strict: false }).compile(await rolloutSchema());
  const payload = { type: 'thread_rolled_back', num_turns: 1 };
  expect(accepts({ timestamp: '2026-01-01T00:00:00.000Z', type: 'event_msg', payload })).toBe(true);
  expect(accepts({ timestamp: '2026-01-01T00:00:00.000Z', type: 'smell', payload })).toBe(false);
});
