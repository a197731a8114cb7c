import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import type { ConfigToml, Requirements } from '@tenon/config';
import { definePlugin } from '@tenon/plugin-api';
import { fileSearch } from '@tenon/plugin-api/file-search';
import type { FileSystemSandboxEntry } from '@tenon/protocol';
import { accessOf, bindProfile } from '@tenon/sandboxing';
import { expect, test } from 'vitest';
import { base64, machineServer } from './machine.ts';

const files = {
  'ws/a.txt': 'a',
  'ws/.env': 'secret',
  'ws/keys/k': 'secret',
  'ws/keys/open/o': 'o',
  'ws/sub/.env': 'secret',
};
const config: ConfigToml = {
  default_permissions: 'dev',
  permissions: {
    dev: {
      filesystem: {
        ':root': 'read',
        ':project_roots': { '.': 'write', keys: 'none', 'keys/open': 'read', '**/.env': 'none' },
      },
    },
  },
};

/** A server, and a thread in its folder `ws`, where the configured names have their meaning. */
async function denyingServer(options: Parameters<typeof machineServer>[1] = {}) {
  const server = await machineServer(files, { config, ...options });
  const ws = `${server.path}/ws`;
  const client = await server.ready();
  await client.request('thread/start', { cwd: ws });
  return { ...server, ws, client, denied: [`${ws}/.env`, `${ws}/keys/k`, `${ws}/sub/.env`] };
}

const isDenied = { code: -32600, data: { code: 'sandbox_denied', mend: expect.stringContaining('requirements.toml') } };

test('files that the configuration denies are out of reach of every fs method', async () => {
  await using server = await denyingServer();
  const { client, ws, denied } = server;
  symlinkSync(`${ws}/keys`, `${ws}/link`);
  for (const path of [...denied, `${ws}/link/k`, `${ws}/sub/../.env`]) {
    expect(await client.refused('fs/readFile', { path }), path).toMatchObject(isDenied);
    expect(await client.refused('fs/getMetadata', { path })).toMatchObject(isDenied);
    expect(await client.refused('fs/writeFile', { path, dataBase64: base64('x') })).toMatchObject(isDenied);
    expect(await client.refused('fs/remove', { path })).toMatchObject(isDenied);
    expect(await client.refused('fs/watch', { path, watchId: path })).toMatchObject(isDenied);
    const destinationPath = `${ws}/copy`;
    expect(await client.refused('fs/copy', { sourcePath: path, destinationPath })).toMatchObject(isDenied);
    expect(await client.refused('fs/copy', { sourcePath: `${ws}/a.txt`, destinationPath: path })).toMatchObject(
      isDenied,
    );
  }
  expect(await client.refused('fs/readDirectory', { path: `${ws}/keys` })).toMatchObject(isDenied);
  const all = { sourcePath: ws, destinationPath: `${server.path}/all`, recursive: true };
  expect(await client.refused('fs/copy', all)).toMatchObject(isDenied);
  expect(denied.map((path) => readFileSync(path, 'utf8'))).toEqual(['secret', 'secret', 'secret']);
});

test('all else is as it was', async () => {
  await using server = await denyingServer();
  const { client, ws } = server;
  const read = async (path: string) =>
    Buffer.from((await client.request('fs/readFile', { path })).dataBase64, 'base64').toString();
  expect(await read(`${ws}/a.txt`)).toBe('a');
  expect(await read(`${ws}/keys/open/o`)).toBe('o');
  await client.request('fs/writeFile', { path: `${ws}/.git`, dataBase64: base64('git') });
  await client.request('fs/writeFile', { path: `${server.path}/outside`, dataBase64: base64('out') });
  expect(await read(`${server.path}/outside`)).toBe('out');
  const { entries } = await client.request('fs/readDirectory', { path: ws });
  expect(entries.map(({ fileName }) => fileName).toSorted()).toEqual(['.env', '.git', 'a.txt', 'keys', 'sub']);
});

test('a link that takes the place of what is denied is no way around', async () => {
  await using server = await denyingServer();
  const { client, ws } = server;
  renameSync(`${ws}/keys`, `${ws}/moved`);
  symlinkSync('moved', `${ws}/keys`);
  for (const path of [`${ws}/keys/k`, `${ws}/moved/k`]) {
    expect(await client.refused('fs/readFile', { path })).toMatchObject(isDenied);
  }
});

test('what administrators deny is denied in every folder, also where the configuration is of no use', async () => {
  await using server = await machineServer(files, { config: { permissions: config.permissions } });
  const client = await server.ready();
  const { path } = server;
  await client.request('fs/readFile', { path: `${path}/ws/keys/k` });

  const requirements: Requirements = {
    values: { permissions: { filesystem: { deny_read: [`${path}/ws/keys`, '/**/.env'] } } },
    setBy: {},
  };
  await using held = await machineServer({}, { config: { permissions: config.permissions }, requirements });
  const other = await held.ready();
  for (const denied of ['ws/keys/k', 'ws/keys/open/o', 'ws/sub/.env']) {
    expect(await other.refused('fs/readFile', { path: `${path}/${denied}` }), denied).toMatchObject(isDenied);
  }
});

test('searches do not find what is denied, nor in it', async () => {
  const plugin = definePlugin({
    id: 'test.file-search',
    register: () => [
      fileSearch.provide(() => ({
        async *list() {
          yield ['a.txt', 'keys/k', 'keys/deep/f', 'keys/open/o', '.env', 'sub/.env', 'sub/b'];
        },
      })),
    ],
  });
  await using server = await denyingServer({ plugins: [plugin] });
  const { client, ws } = server;
  symlinkSync(ws, `${server.path}/link`);
  for (const root of [ws, `${server.path}/link`]) {
    const found = async (query: string) =>
      (await client.request('fuzzyFileSearch', { roots: [root], query })).files.map(({ path }) => path).toSorted();
    expect(await found('e')).toEqual(['keys', 'keys/open', 'keys/open/o']);
    expect(await found('env')).toEqual([]);
    expect(await found('k')).toEqual(['keys', 'keys/open', 'keys/open/o']);
    expect(await found('b')).toEqual(['sub', 'sub/b']);
  }
  const inside = { roots: [`${ws}/keys`], query: 'k' };
  expect(await client.refused('fuzzyFileSearch', inside)).toMatchObject(isDenied);
  await client.request('fuzzyFileSearch/sessionStart', { sessionId: 's', roots: [ws] });
  await client.request('fuzzyFileSearch/sessionUpdate', { sessionId: 's', query: 'env' });
  await client.until(({ method }) => method === 'fuzzyFileSearch/sessionCompleted');
  expect(client.notifications('fuzzyFileSearch/sessionUpdated')).toEqual([{ sessionId: 's', query: 'env', files: [] }]);
});

test('watches do not tell of what is denied', async () => {
  await using server = await denyingServer();
  const { client, ws } = server;
  await client.request('fs/watch', { watchId: 'w', path: ws });
  writeFileSync(`${ws}/.env`, 'changed');
  // Told of at least once, and after the other: what is denied was seen by then.
  for (let at = 0; client.notifications('fs/changed').length === 0; at += 1) {
    writeFileSync(`${ws}/a.txt`, String(at));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const told = client.notifications('fs/changed').flatMap(({ changedPaths }) => changedPaths as string[]);
  expect([...new Set(told)]).toEqual([`${ws}/a.txt`]);
});

const path = (path: string, access: 'read' | 'write' | 'none'): FileSystemSandboxEntry => ({
  path: { type: 'path', path },
  access,
});
const project = (subpath: string | null, access: 'read' | 'write'): FileSystemSandboxEntry => ({
  path: { type: 'special', value: { kind: 'project_roots', subpath } },
  access,
});
const managed = (...entries: unknown[]) => ({
  permissionProfile: {
    type: 'managed',
    network: { enabled: false },
    fileSystem: { type: 'restricted', entries },
  },
});

test.each<[string, object]>([
  ['nothing', {}],
  ['a legacy policy', { sandboxPolicy: { type: 'workspaceWrite' } }],
  ['full access', { sandboxPolicy: { type: 'dangerFullAccess' } }],
  ['a sandbox outside', { sandboxPolicy: { type: 'externalSandbox', networkAccess: 'enabled' } }],
  ['no profile', { permissionProfile: { type: 'disabled' } }],
  ['a profile', managed(path('/', 'read'), project(null, 'write'))],
  [
    'a profile that names what is denied',
    managed(path('/', 'write'), project('keys', 'write'), project('.env', 'read')),
  ],
])('a command that asks for %s keeps what is denied where it runs', async (_, params) => {
  await using server = await machineServer(files, { config });
  const client = await server.ready();
  mkdirSync(`${server.path}/ws/keys/deep`);
  const cwd = `${server.path}/ws`;
  await client.request('command/exec', { command: ['true'], cwd, ...params });
  const { request } = server.sandbox.wrapped.at(-1) ?? expect.fail('not confined');
  expect(request.cwd).toBe(cwd);
  const bound = bindProfile(request.profile, request);
  const may = (name: string) => accessOf(bound, `${cwd}/${name}`);
  expect(['keys/k', 'keys/deep/f', '.env', 'sub/.env'].map(may)).toEqual(['none', 'none', 'none', 'none']);
  expect([may('a.txt'), may('keys/open/o')]).not.toContain('none');
});

test('without denials a command has what it asks for, in its own folder', async () => {
  await using server = await machineServer(files);
  const client = await server.ready();
  const cwd = `${server.path}/ws`;
  const asked = managed(path('/', 'read'), project(null, 'write'));
  await client.request('command/exec', { command: ['true'], cwd, ...asked });
  const { request } = server.sandbox.wrapped.at(-1) ?? expect.fail('not confined');
  expect(request.profile).toEqual(asked.permissionProfile);
  const bound = bindProfile(request.profile, request);
  expect([`${cwd}/f`, `${server.path}/f`].map((each) => accessOf(bound, each))).toEqual(['write', 'read']);
});

const special = (value: object, access = 'read') => ({ path: { type: 'special', value }, access });
const glob = (pattern: string, access = 'none') => ({ path: { type: 'glob_pattern', pattern }, access });

// Codex 0.128 refuses unknown kinds, relative paths and a depth of 0 (-32600), and takes the others.
test.each<[object, RegExp]>([
  [managed(path('/', 'read'), path('rel', 'read')), /entries\[1\].*relative/],
  [managed(path('/a/../b', 'read')), /entries\[0\].*`\.\.`/],
  [managed(special({ kind: 'project_roots', subpath: '../x' })), /entries\[0\].*`\.\.`/],
  [managed(special({ kind: 'project_roots', subpath: '/x' })), /entries\[0\].*relative/],
  [managed(path('/', 'read'), glob('/a/[x')), /entries\[1\].*not closed/],
  [managed(path('/', 'read'), glob('*.x', 'read')), /entries\[1\].*patterns can only be denied/],
  [
    managed(path('/a', 'none'), path('/', 'read'), path('/a', 'write')),
    /entries\[2\] says `write`.*entries\[0\] says `none`/,
  ],
  [managed(special({ kind: 'nope' })), /Invalid request: .*entries\.0/],
  [managed({ ...path('/', 'read'), access: 'run' }), /Invalid request: .*"run".*entries\.0\.access/],
  [{ permissionProfile: { type: 'x' } }, /Invalid request/],
  [{ permissionProfile: { type: 'disabled' }, sandboxPolicy: { type: 'readOnly' } }, /cannot be combined/],
])('%j is refused', async (params, message) => {
  await using server = await machineServer();
  const client = await server.ready();
  const error = await client.refused('command/exec', { command: ['true'], cwd: server.path, ...params });
  expect(error.message).toMatch(message);
  expect([-32600, -32602]).toContain(error.code);
  expect(server.sandbox.wrapped).toEqual([]);
});
