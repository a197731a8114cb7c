import type { FileSystem } from '@tenon/plugin-api/environment';
import type { PreparedCall, RunContext, Tool, ToolOutputPart, ToolResult } from '@tenon/plugin-api/tool';
import { expect } from 'vitest';
import { type Files, snapshot, temporaryFolder } from './folder.ts';
import { type ToolHarness, toolHarness } from './tool-harness.ts';

export interface ToolSuite {
  /** A new instance of the tool, as the plugin's `make` gives it. */
  readonly make: () => Tool | Promise<Tool>;
  /** What is in the working directory before each call. */
  readonly files?: Files;
  /** Input that works there. A function gets the working directory. */
  readonly valid: string | ((cwd: string) => string);
  /** Inputs that `prepare` must refuse, beside the ones every tool must. */
  readonly invalid?: readonly string[];
  /** Input of a call that takes over ten seconds unless it is interrupted. */
  readonly slow?: string;
}

type Body = (tool: Tool, harness: ToolHarness, input: string) => Promise<void>;

async function inFolder(suite: ToolSuite, body: Body): Promise<void> {
  await using folder = await temporaryFolder(suite.files);
  await using harness = toolHarness({ cwd: folder.path });
  const input = typeof suite.valid === 'string' ? suite.valid : suite.valid(folder.path);
  await body(await suite.make(), harness, input);
}

/** What every tool keeps, by name. Each rejects when the tool does not. */
export const toolChecks: Readonly<Record<string, (suite: ToolSuite) => Promise<void>>> = {
  async 'its spec is well formed'(suite) {
    const { spec } = await suite.make();
    expect(spec.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(spec.description.trim()).not.toBe('');
    if (spec.type === 'custom') expect(spec.format.definition.trim()).not.toBe('');
    else expectClosedObjects(spec.parameters);
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  },

  'prepare changes nothing, announces nothing, and says the same twice': (suite) =>
    inFolder(suite, async (tool, harness, input) => {
      const before = await snapshot(harness.context.cwd);
      const first = await harness.prepare(tool, input);
      const second = await harness.prepare(tool, input);
      expect(second.action).toEqual(first.action);
      expect(second.item).toEqual(first.item);
      expect(await snapshot(harness.context.cwd)).toEqual(before);
      expect(harness.events).toEqual([]);
      expectItems(first);
    }),

  'a call that works gives a result, and its item ends once': (suite) =>
    inFolder(suite, async (tool, harness, input) => {
      const prepared = await harness.prepare(tool, input);
      const result = await prepared.run(harness.run);
      expect(result.success ?? true).toBe(true);
      expectOutput(result);
      const items = harness.events.filter((event) => event.type !== 'notification');
      expect(items.map((event) => event.type)).toEqual(prepared.item ? ['started', 'completed'] : []);
      for (const { item } of items) expect(item).toMatchObject({ id: 'call_1', type: prepared.item?.type });
      expect(items.at(-1)?.item ?? {}).not.toMatchObject({ status: 'inProgress' });
    }),

  'bad input is refused with a readable error, and changes nothing': (suite) =>
    inFolder(suite, async (tool, harness) => {
      const before = await snapshot(harness.context.cwd);
      const always = tool.spec.type === 'function' ? ['', '{', 'null', '[]', '"text"'] : [''];
      for (const input of [...always, ...(suite.invalid ?? [])]) {
        const outcome: unknown = await harness.prepare(tool, input).catch((error: unknown) => error);
        expect(outcome, `input ${JSON.stringify(input)} was taken`).toBeInstanceOf(Error);
        expectReadable((outcome as Error).message);
      }
      expect(await snapshot(harness.context.cwd)).toEqual(before);
    }),

  'an interrupted call changes nothing': (suite) =>
    inFolder(suite, async (tool, harness, input) => {
      const before = await snapshot(harness.context.cwd);
      const prepared = await harness.prepare(tool, input);
      harness.abort();
      await settled(prepared, harness.run);
      expect(await snapshot(harness.context.cwd)).toEqual(before);
    }),

  'files and processes are reached only through the context': (suite) =>
    inFolder(suite, async (tool, harness, input) => {
      const before = await snapshot(harness.context.cwd);
      const prepared = await harness.prepare(tool, input);
      const { outcome, used } = await confined(prepared, harness.run);
      expect(await snapshot(harness.context.cwd)).toEqual(before);
      if (used.length === 0) return;
      const failed = outcome instanceof Error || outcome.success === false;
      expect(failed, `said it worked, though it was refused ${used.join(', ')}`).toBe(true);
      if (outcome instanceof Error) expectReadable(outcome.message);
      else expectOutput(outcome);
    }),

  'a running call ends soon after it is interrupted': (suite) =>
    inFolder(suite, async (tool, harness) => {
      if (suite.slow === undefined) return;
      const running = settled(await harness.prepare(tool, suite.slow), harness.run);
      setTimeout(() => harness.abort(), 100);
      const started = performance.now();
      await running;
      expect(performance.now() - started).toBeLessThan(5_000);
    }),
};

/** Runs to the end, whatever that is. */
async function settled(prepared: PreparedCall, run: RunContext): Promise<ToolResult | Error> {
  try {
    return await prepared.run(run);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return error as Error;
  }
}

/** Runs where nothing may be written and nothing started. `used` are the methods that were refused. */
async function confined(prepared: PreparedCall, run: RunContext) {
  const used: string[] = [];
  const refuse = (method: string) => async () => {
    used.push(method);
    throw Object.assign(new Error(`EACCES: permission denied, ${method}`), { code: 'EACCES' });
  };
  const files: FileSystem = {
    ...run.files,
    writeFile: refuse('writeFile'),
    makeDirectory: refuse('makeDirectory'),
    remove: refuse('remove'),
    rename: refuse('rename'),
  };
  return { outcome: await settled(prepared, { ...run, files, spawn: refuse('spawn') }), used };
}

function expectReadable(message: string): void {
  expect(message.trim()).not.toBe('');
  expect(message, 'a stack or an unprinted value').not.toMatch(/^\s+at \S+ \(|\[object \w+\]|\bundefined\b/m);
}

function expectOutput({ output }: ToolResult): void {
  if (typeof output === 'string') return;
  for (const part of output) expect(part).toEqual(expectedPart(part));
}

function expectedPart(part: ToolOutputPart): unknown {
  return part.type === 'input_text'
    ? { type: 'input_text', text: expect.any(String) }
    : { type: 'input_image', image_url: expect.stringMatching(/^(data:|https?:)/) };
}

/** The item is the call's, not yet done; the declined one is the same, declined. */
function expectItems({ item, declined }: PreparedCall): void {
  if (item === undefined) {
    expect(declined).toBeUndefined();
    return;
  }
  expect(item.id).toBe('call_1');
  if ('status' in item) expect(item.status).toBe('inProgress');
  if (declined !== undefined) expect(declined).toMatchObject({ id: item.id, type: item.type, status: 'declined' });
}

/** Every object of a JSON Schema says which properties it has, and that it takes no others. */
function expectClosedObjects(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  const { type, properties, required = [], additionalProperties } = schema as Record<string, unknown>;
  if (type === 'object') {
    expect(properties).toBeTypeOf('object');
    expect(additionalProperties).toBe(false);
    expect(Object.keys(properties as object)).toEqual(expect.arrayContaining(required as string[]));
  }
  for (const value of Object.values(schema)) expectClosedObjects(value);
}
