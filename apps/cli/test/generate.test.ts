import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { world } from './program.ts';

const points = join(import.meta.dirname, '../../../packages/plugin-api/src/rpc-methods.ts');
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

test('the JSON Schemas: a bundle, and one for each method', async () => {
  await using w = await world();
  const out = join(w.cwd, 'made', 'schemas');
  expect(await w.run(['app-server', 'generate-json-schema', '--out', out])).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  });
  const { definitions } = read(join(out, 'codex_app_server_protocol.schemas.json'));
  expect(definitions.v2.ThreadStartParams.properties).toHaveProperty('cwd');
  expect(definitions.v2.ThreadStartParams.properties).not.toHaveProperty('dynamicTools');
  expect(read(join(out, 'v2/TurnStartParams.json')).required).toEqual(['input', 'threadId']);
  expect(existsSync(join(out, 'v2/ThreadGoalSetParams.json'))).toBe(false);

  await w.run(['app-server', 'generate-json-schema', '--experimental', '-o', 'all']);
  const all = read(join(w.cwd, 'all/codex_app_server_protocol.schemas.json')).definitions;
  expect(all.v2.ThreadStartParams.properties).toHaveProperty('dynamicTools');
  expect(all.ClientRequest.oneOf.length).toBeGreaterThan(definitions.ClientRequest.oneOf.length);
  expect(existsSync(join(w.cwd, 'all/v2/ThreadGoalSetParams.json'))).toBe(true);
});

test('methods of configured plugins are among them', async () => {
  await using w = await world();
  writeFileSync(
    join(w.home, 'sheep.mjs'),
    `import { rpcMethods } from ${JSON.stringify(points)};
const any = { '~standard': { version: 1, vendor: 'none', validate: (value) => ({ value }) } };
const method = { params: any, result: any, handle: () => 3 };
export default { id: 'acme.sheep', api: 'v1', register: () => [rpcMethods.add('acme/countSheep', () => method)] };
`,
  );
  w.config(`[tenon]\nplugins = ["./sheep.mjs"]\n`);
  const { code, stderr } = await w.run(['app-server', 'generate-ts', '--out', 'ts']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(readFileSync(join(w.cwd, 'ts/index.ts'), 'utf8')).toContain('"acme/countSheep": {');
});

test('the TypeScript bindings', async () => {
  await using w = await world();
  expect((await w.run(['app-server', 'generate-ts', '--out', 'ts'])).code).toBe(0);
  expect(readdirSync(join(w.cwd, 'ts'))).toEqual(['index.ts']);
  expect(readFileSync(join(w.cwd, 'ts/index.ts'), 'utf8')).toContain('export type TurnStatus = ');
});

test('the schema of a rollout line', async () => {
  await using w = await world();
  expect((await w.run(['app-server', 'generate-internal-json-schema', '--out', '.'])).code).toBe(0);
  expect(read(join(w.cwd, 'RolloutLine.json')).oneOf.length).toBeGreaterThan(4);
});

test('wrong usage, and a folder that cannot be written', async () => {
  await using w = await world();
  expect(await w.run(['app-server', 'generate-ts'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--out DIR'),
  });
  expect(await w.run(['app-server', 'generate-java', '--out', 'x'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('generate-json-schema, generate-ts, generate-internal-json-schema'),
  });
  expect(await w.run(['app-server', 'generate-ts', '--out', '/dev/null/x'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('/dev/null'),
  });
});
