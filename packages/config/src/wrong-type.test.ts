import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTenonError, type TenonError } from '@tenon/plugin-api';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { defOf } from './describe.ts';
import { dotted } from './dotted.ts';
import { configJsonSchema, requirementsJsonSchema } from './generate/index.ts';
import { loadConfig } from './index.ts';
import { judge } from './judge.ts';
import { parseFile } from './parse-file.ts';
import { problemsOf } from './problem.ts';
import { configSchema } from './schema/config.ts';
import type { LazyTable } from './schema/lazy-table.ts';
import { requirementsSchema } from './schema/requirements.ts';

const SAMPLES: Record<string, string> = {
  string: '"a string"',
  number: '-3',
  boolean: 'true',
  array: '[[]]',
  table: '{}',
  float: '1.5',
  date: '2026-01-01',
};

/** The kinds of sample that a schema takes. */
function takes(schema: z.core.$ZodType): string[] {
  const def = defOf(schema);
  if (def.type === 'union') return def.options.flatMap(takes);
  if (def.type === 'object' || def.type === 'record') return ['table'];
  if (def.type === 'number') return 'format' in def ? (def.checks?.length ? [] : ['number']) : ['float'];
  // An enum takes some strings, an array some items: never the ones above.
  return def.type === 'enum' || def.type === 'array' ? [] : [def.type];
}

interface Key {
  readonly path: readonly string[];
  readonly schema: z.core.$ZodType;
}

/** Every key of the schema, one made-up name for each map, the first item of each array of tables. */
function keysOf(schema: z.core.$ZodType, path: readonly string[]): Key[] {
  const def = defOf(schema);
  const self = { path, schema };
  if (def.type === 'object') {
    const children = Object.entries(def.shape).flatMap(([key, child]) => keysOf(child, [...path, key]));
    return [self, ...children, ...(def.catchall ? keysOf(def.catchall, [...path, 'some-name']) : [])];
  }
  if (def.type === 'record') return [self, ...keysOf(def.valueType, [...path, 'some-name'])];
  if (def.type === 'array') return [self, ...keysOf(def.element, [...path, '0'])];
  if (def.type === 'union') return [self, ...def.options.flatMap((option) => keysOf(option, path).slice(1))];
  return def.type === 'unknown' ? [] : [self];
}

/** `a.b = value`, with tables and arrays written inline from the first array on. */
function assignment(path: readonly string[], toml: string): string {
  const array = path.indexOf('0');
  if (array < 0) return `${dotted(path)} = ${toml}`;
  const inner = path
    .slice(array)
    .reduceRight((value, key) => (key === '0' ? `[${value}]` : `{ ${dotted([key])} = ${value} }`), toml);
  return `${dotted(path.slice(0, array))} = ${inner}`;
}

const cases = (table: LazyTable) =>
  Object.entries(table)
    .flatMap(([key, make]) => keysOf(make(), [key]))
    .map(({ path, schema }) => ({
      path,
      name: dotted(path),
      wrong: Object.entries(SAMPLES).filter(([kind]) => !takes(schema).includes(kind)),
    }));

const configKeys = cases(configSchema);
const requirementKeys = cases(requirementsSchema);

test('every key is met', () => {
  expect(configKeys.length).toBeGreaterThan(450);
  expect(configKeys.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'model_providers.some-name.auth.timeout_ms',
      'hooks.PreToolUse.0.hooks.0.timeout',
      'agents.some-name.config_file',
      'profiles.some-name.tools.web_search.location.city',
    ]),
  );
  expect(requirementKeys.map(({ name }) => name)).toContain('rules.prefix_rules.0.pattern.0.any_of');
  for (const { name, wrong } of [...configKeys, ...requirementKeys]) expect(wrong.length, name).toBeGreaterThan(3);
});

const file = '/home/me/.tenon/config.toml';
const refusal = (run: () => unknown): TenonError => {
  try {
    run();
  } catch (error) {
    if (isTenonError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};
const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('config.toml refuses what is not', () => {
  test.each(configKeys)('$name', ({ path, name, wrong }) => {
    for (const [kind, toml] of wrong) {
      const text = `# a comment\n\n${assignment(path, toml)}\n`;
      const config = parseFile(file, text);
      const error = refusal(() => judge(config, { sources: [{ config, source: { kind: 'file', file, text } }] }));
      expect(error, kind).toMatchObject({ code: 'config_invalid', file });
      expect(error.message).toMatch(new RegExp(`^${file}:3:\\d+: ${literally(name)}[^ ]*: expected .+, got .+$`));
      expect(error.mend).toContain(`\`${name}`);
      const column = name.length - dotted(path.slice(-1)).length + 1;
      if (kind !== 'array' && !path.includes('0')) expect(error.message).toContain(`:3:${column}: `);
    }
  });
});

describe('requirements.toml refuses what is not', () => {
  test.each(requirementKeys)('$name', ({ path, name, wrong }) => {
    for (const [kind, toml] of wrong) {
      const [problem] = problemsOf(requirementsSchema, parseFile(file, assignment(path, toml)));
      expect(problem, kind).toBeDefined();
      expect(dotted(problem?.path ?? []).startsWith(name), kind).toBe(true);
      expect(problem?.message).toMatch(/^expected .+, got .+$/);
    }
  });
});

test.each([
  ['config.toml', configKeys, configJsonSchema()],
  ['requirements.toml', requirementKeys, requirementsJsonSchema()],
] as const)('the JSON Schema of %s refuses the same', (_, keys, schema) => {
  const accepts = new Ajv({ allowUnionTypes: true }).compile(schema);
  for (const { path, wrong } of keys) {
    // To JSON a date is a string.
    for (const [, toml] of wrong.filter(([kind]) => kind !== 'date')) {
      const text = assignment(path, toml);
      expect(accepts(JSON.parse(JSON.stringify(parseFile(file, text)))), text).toBe(false);
    }
  }
});

describe('a file and -c say the same', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'tenon-config-'));
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  // Both go through the same judge: some keys of each table are enough.
  test.each(configKeys.filter(({ path }, at) => at % 12 === 0 && !path.includes('0')))('$name', async (key) => {
    const [kind, toml] = key.wrong[0] ?? ['', ''];
    await writeFile(join(home, 'config.toml'), `${key.name} = ${toml}\n`);
    const found = new RegExp(`^${home}/config.toml:1:\\d+: ${literally(key.name)}[^ ]*: (expected .+, got .+)$`);
    const one: unknown = await loadConfig({ home }).catch((error: unknown) => error);
    expect(one, kind).toMatchObject({ code: 'config_invalid', message: expect.stringMatching(found) });
    const reason = one instanceof Error ? one.message.slice(one.message.indexOf(': expected')) : '';
    await writeFile(join(home, 'config.toml'), '');
    await expect(loadConfig({ home, overrides: [`${key.name}=${toml}`] })).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(new RegExp(`^-c ${literally(`${key.name}=${toml}`)}: ${literally(key.name)}`)),
    });
    await expect(loadConfig({ home, overrides: [`${key.name}=${toml}`] })).rejects.toThrow(reason);
  });
});
