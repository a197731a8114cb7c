import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { childOf, defOf } from './describe.ts';
import { loadConfig } from './index.ts';
import { configSchema } from './schema/config.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tenon-config-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const SAMPLES: Record<string, string> = {
  string: '"a string"',
  number: '-3',
  boolean: 'true',
  array: '[[]]',
  table: '{}',
  float: '1.5',
  date: '2026-01-01',
};

/** The kinds of TOML value that a schema could take. */
function takes(schema: z.core.$ZodType): string[] {
  const def = defOf(schema);
  if (def.type === 'union') return def.options.flatMap(takes);
  if (def.type === 'object' || def.type === 'record') return ['table'];
  // An enum takes some strings, a count some numbers: never the ones above.
  if (def.type === 'enum' || def.type === 'number' || def.type === 'array') return [];
  return [def.type];
}

/** Every key of the schema, one made-up name for each map. */
function keysOf(schema: z.core.$ZodType, path: string[] = []): { path: string[]; schema: z.core.$ZodType }[] {
  const def = defOf(schema);
  const self = path.length > 0 ? [{ path, schema }] : [];
  if (def.type === 'object') {
    return [
      ...self,
      ...Object.keys(def.shape).flatMap((key) => keysOf(childOf(schema, key) ?? schema, [...path, key])),
    ];
  }
  if (def.type === 'record') return [...self, ...keysOf(def.valueType, [...path, 'some-name'])];
  if (def.type === 'union') return [...self, ...def.options.flatMap((option) => keysOf(option, path).slice(1))];
  return self;
}

const keys = keysOf(configSchema).filter(({ schema }) => defOf(schema).type !== 'unknown');

test('every key is met', () => {
  expect(keys.length).toBeGreaterThan(80);
  expect(keys.map((key) => key.path.join('.'))).toContain('model_providers.some-name.auth.timeout_ms');
});

describe.each(keys.map((key) => ({ ...key, name: key.path.join('.') })))('$name', ({ path, schema, name }) => {
  const accepted = takes(schema);
  const whole = defOf(schema).type === 'number' && !defOf(schema).checks?.length;
  const wrong = Object.entries(SAMPLES).filter(([kind]) => !accepted.includes(kind) && !(whole && kind === 'number'));

  test.each(wrong)('refuses a %s', async (_, toml) => {
    const file = join(home, 'config.toml');
    await writeFile(file, `# a comment\n\n${path.join('.')} = ${toml}\n`);
    const column = name.length - (path.at(-1)?.length ?? 0) + 1;
    const message = new RegExp(`^${file}:3:\\d+: ${name}[^ ]*: expected .+, got .+$`);
    const error = await loadConfig({ home }).catch((one: unknown) => one);
    expect(error).toMatchObject({ code: 'config_invalid', file, message: expect.stringMatching(message) });
    expect(error).toMatchObject({ mend: expect.stringContaining(`\`${name}`) });
    if (toml !== '[[]]') expect(String(error)).toContain(`:3:${column}: ${name}: `);

    await writeFile(file, '');
    await expect(loadConfig({ home, overrides: [`${name}=${toml}`] })).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(new RegExp(`^-c ${name}=.*: ${name}[^ ]*: expected .+, got .+$`)),
    });
  });
});
