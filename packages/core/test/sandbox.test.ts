import { isDeepStrictEqual } from 'node:util';
import { definePlugin } from '@tenon/plugin-api';
import { promptFragments } from '@tenon/plugin-api/prompt';
import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import { accessOf, bindProfile, profileOfPolicy } from '@tenon/sandboxing';
import { commandTool, type TestTool, testReviewer } from '@tenon/testing/host';
import { expect, test } from 'vitest';
import { items, settings, texts, turn, world } from './world.ts';

test('every process and every file goes through it, under what the policy decided', async () => {
  const tool = commandTool({
    run: async (_, { files, spawn }) => {
      await spawn({ argv: ['one'], cwd: '/work' });
      await spawn({ argv: ['two'], cwd: '/work' });
      await files.writeFile('/work/x', 'x');
      return { output: 'done' };
    },
  });
  const host = await world({ tools: [tool] });
  host.policy.decide = () => ({ kind: 'run', profile: profileOfPolicy({ type: 'readOnly' }) });
  host.sandbox.files = (files, { profile }) => ({
    ...files,
    writeFile: async (path) => {
      throw new Error(`${path} may not be written under ${profile.type}`);
    },
  });
  const thread = host.newThread();
  host.model.answer = (_, { number }) =>
    number === 1 ? [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }] : [{ type: 'say', text: 'done' }];
  await turn(thread);
  expect(host.environment.spawned.map(({ argv }) => argv)).toEqual([
    ['sandboxed', 'one'],
    ['sandboxed', 'two'],
  ]);
  expect(host.sandbox.wrapped[0]?.request).toEqual({
    profile: profileOfPolicy({ type: 'readOnly' }),
    cwd: '/work',
    tmpdir: '/tmp',
  });
  expect(host.environment.files.size).toBe(0);
  expect(items(host.store.lines(thread.id)).at(-2)).toMatchObject({
    output: '/work/x may not be written under managed',
  });
  await host[Symbol.asyncDispose]();
});

test('what may not be read is not read to check a call', async () => {
  const tool: TestTool = {
    name: 'peek',
    prepare: async (_, { files }) => {
      throw new Error(`no such line in ${await files.readFile('/work/secret')}`);
    },
  };
  const host = await world({ tools: [tool] });
  host.environment.files.set('/work/secret', new TextEncoder().encode('hush'));
  host.sandbox.files = (files) => ({
    ...files,
    readFile: async (path) => {
      throw new Error(`${path} may not be read`);
    },
  });
  const thread = host.newThread();
  host.model.answer = (_, { number }) =>
    number === 1 ? [{ type: 'call', name: 'peek', args: {} }] : [{ type: 'say', text: 'done' }];
  await turn(thread);
  expect(items(host.store.lines(thread.id)).at(-2)).toMatchObject({ output: '/work/secret may not be read' });
  expect(host.sandbox.confined.at(-1)).toEqual({ profile: settings.permissionProfile, cwd: '/work', tmpdir: '/tmp' });
  await host[Symbol.asyncDispose]();
});

test('fragments of the prompt read everything but what is denied, anew when that changes', async () => {
  const fragment = definePlugin({
    id: 'test.notes',
    register: () => [
      promptFragments.add('notes', () => ({
        role: 'user',
        read: async ({ environment }) => ({ text: `notes: ${await environment.files.realPath('/work/notes')}` }),
      })),
    ],
  });
  const host = await world({ plugins: [fragment] });
  host.sandbox.files = (files, { profile }) => ({ ...files, realPath: async () => JSON.stringify(profile) });
  const thread = host.newThread();
  await thread.instructionSources();
  const denied: FileSystemSandboxEntry = { path: { type: 'path', path: '/work/notes' }, access: 'none' };
  const profileOf = (entries: FileSystemSandboxEntry[], enabled: boolean): PermissionProfile => ({
    type: 'managed',
    network: { enabled },
    fileSystem: { type: 'restricted', entries },
  });
  const everythingElse = profileOf(
    [{ path: { type: 'special', value: { kind: 'root' } }, access: 'write' }, denied],
    true,
  );
  await turn(thread, 'hi', { permissionProfile: profileOf([denied], false) });
  expect(texts(host.store.lines(thread.id))).toContain(`notes: ${JSON.stringify(everythingElse)}`);
  expect(host.sandbox.confined[0]?.profile).toEqual({ type: 'disabled' });
  expect(host.sandbox.confined.slice(1).every(({ profile }) => isDeepStrictEqual(profile, everythingElse))).toBe(true);
  await host[Symbol.asyncDispose]();
});

test('what is denied goes to the model as no image of the user either', async () => {
  const host = await world();
  host.environment.files.set('/work/a.png', new TextEncoder().encode('hush'));
  const denied: FileSystemSandboxEntry = { path: { type: 'path', path: '/work/a.png' }, access: 'none' };
  host.sandbox.files = (files, { profile }) => ({
    ...files,
    readFile: async (path) => {
      if (JSON.stringify(profile).includes(path)) throw new Error(`${path} may not be read`);
      return files.readFile(path);
    },
  });
  const fileSystem = { type: 'restricted' as const, entries: [denied] };
  const thread = host.newThread({ permissionProfile: { type: 'managed', network: { enabled: false }, fileSystem } });
  const { error } = await thread.startTurn([{ type: 'localImage', path: '/work/a.png' }]).done;
  expect(error?.message).toContain('/work/a.png may not be read');
  expect(host.model.requests).toEqual([]);
  await host[Symbol.asyncDispose]();
});

test('one that cannot confine starts nothing', async () => {
  const host = await world({ tools: [commandTool()] });
  host.sandbox.wrap = () => {
    throw new Error('no confinement here');
  };
  const thread = host.newThread();
  host.model.answer = (_, { number }) =>
    number === 1 ? [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }] : [{ type: 'say', text: 'done' }];
  await turn(thread);
  expect(host.environment.spawned).toEqual([]);
  expect(items(host.store.lines(thread.id)).at(-2)).toMatchObject({ output: 'no confinement here' });
  await host[Symbol.asyncDispose]();
});

test('an approved change of files may write where it was shown to go, and nowhere else', async () => {
  const change = (path: string) => ({ path, kind: { type: 'add' as const }, diff: 'x' });
  const paths = ['/srv/there/a', '/srv/new/deep/b', '/srv/repo/.codex', '/work/.git/c', '/srv/fresh/.git/hooks/d'];
  const tool: TestTool = {
    name: 'patch',
    action: () => ({ type: 'fileChange', changes: paths.map(change), patch: '' }),
    run: async () => ({ output: 'done' }),
  };
  const reviewer = testReviewer();
  await using host = await world({ tools: [tool], reviewer: reviewer.plugin });
  const folders = ['/srv', '/srv/there', '/srv/repo', '/work'];
  Object.assign(host.environment.environment.files, {
    stat: async (path: string) => (folders.includes(path) ? { kind: 'directory' } : undefined),
  });
  host.policy.decide = () => ({ kind: 'ask', profile: { type: 'disabled' } });
  const given: PermissionProfile[] = [];
  host.sandbox.files = (files, { profile }) => {
    given.push(profile);
    return files;
  };
  const thread = host.newThread();
  host.model.answer = (_, { number }) =>
    number === 1 ? [{ type: 'call', name: 'patch', args: {} }] : [{ type: 'say', text: 'done' }];
  await turn(thread);
  const bound = bindProfile(given.at(-1) ?? expect.fail('no files'), { cwd: '/work', tmpdir: '/tmp' });
  const access = (...asked: string[]) => asked.map((path) => accessOf(bound, path));
  expect(access(...paths, '/srv/new/deep')).toEqual(Array(6).fill('write'));
  expect(access('/etc/passwd', '/srv/other', '/srv/repo/.git/config', '/work/.codex/config.toml')).toEqual(
    Array(4).fill('read'),
  );
});
