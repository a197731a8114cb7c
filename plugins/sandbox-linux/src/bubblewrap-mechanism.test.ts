import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import { createScope } from '@tenon/testing/scope';
import { temporaryFolder } from '@tenon/testing/tool';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SandboxLinuxConfig } from './config.ts';
import { createLinuxSandbox } from './linux-sandbox.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let ws: string;

beforeEach(async () => {
  folder = await temporaryFolder({ 'ws/a': 'a', 'out/x': 'x', 'out/key': 'secret' });
  ws = `${folder.path}/ws`;
});
afterEach(() => folder[Symbol.asyncDispose]());

type Entries = readonly (readonly [
  path: string | { kind: 'minimal' | 'root' },
  access: FileSystemSandboxEntry['access'],
])[];

const restricted = (entries: Entries): PermissionProfile => ({
  type: 'managed',
  network: { enabled: false },
  fileSystem: {
    type: 'restricted',
    entries: entries.map(([path, access]) => ({
      access,
      path: typeof path === 'string' ? { type: 'path', path } : { type: 'special', value: path },
    })),
  },
});

async function run(script: string, profile: PermissionProfile, options: { cwd?: string; max?: number } = {}) {
  await using scope = createScope('host');
  const box = createLinuxSandbox(
    SandboxLinuxConfig.parse({ mechanism: 'bubblewrap', ...(options.max && { max_processes: options.max }) }),
    scope,
  );
  const command = { argv: ['/bin/sh', '-c', script], cwd: options.cwd ?? ws };
  const { argv } = await box.wrap(command, { profile, cwd: ws, tmpdir: '/tmp' });
  const { status, stdout, stderr } = spawnSync(argv[0] ?? '', argv.slice(1), { cwd: '/', encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('a root that is not there yet is made, and stays when something was written in it', async () => {
  const profile = restricted([
    [{ kind: 'root' }, 'read'],
    [`${folder.path}/new/er`, 'write'],
  ]);
  expect(await run('true', profile)).toMatchObject({ status: 0 });
  await vi.waitFor(() => expect(readdirSync(folder.path).sort()).toEqual(['out', 'ws']), 10_000);
  expect(await run(`echo y > ${folder.path}/new/er/f`, profile)).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(`${folder.path}/new/er/f`, 'utf8')).toBe('y\n');
  await vi.waitFor(() => expect(readdirSync(`${folder.path}/new/er`)).toEqual(['f']), 10_000);
});

test('with little to read, nothing else is there, and programs start', async () => {
  const profile = restricted([
    [{ kind: 'minimal' }, 'read'],
    [ws, 'write'],
    [`${folder.path}/out/x`, 'read'],
  ]);
  const { status, stdout } = await run(
    `cat ${folder.path}/out/x; ls ${folder.path}/out ${folder.path}; echo new > made; ls -d /root /home /var 2>/dev/null; touch /new 2>/dev/null || echo fixed`,
    profile,
  );
  expect({ status, stdout: stdout.replaceAll(folder.path, '') }).toEqual({
    status: 0,
    stdout: 'x:\nout\nws\n\n/out:\nx\nfixed\n',
  });
  expect(readFileSync(`${ws}/made`, 'utf8')).toBe('new\n');
});

test('what is readable in a denied folder is reached', async () => {
  const profile = restricted([
    [{ kind: 'root' }, 'read'],
    [`${folder.path}/out`, 'none'],
    [`${folder.path}/out/x`, 'read'],
  ]);
  const { stdout } = await run(`cat ${folder.path}/out/x; cat ${folder.path}/out/key; ls ${folder.path}/out`, profile);
  expect(stdout).toBe('x');
});

test('all files, and no network', async () => {
  const profile: PermissionProfile = {
    type: 'managed',
    network: { enabled: false },
    fileSystem: { type: 'unrestricted' },
  };
  const { stdout } = await run(
    `echo y > ${folder.path}/out/x; mkdir ${ws}/.git && echo made; grep -c : /proc/net/dev; [ -w /sys ] || echo fixed`,
    profile,
  );
  expect(stdout.split('\n')).toEqual(['made', '1', 'fixed', '']);
  expect(readFileSync(`${folder.path}/out/x`, 'utf8')).toBe('y\n');
  expect(existsSync(`${ws}/.git`)).toBe(true);
});

test('a working directory that is gone, is no folder, or may not be read', async () => {
  const profile = restricted([
    [{ kind: 'root' }, 'read'],
    [`${folder.path}/out`, 'none'],
  ]);
  rmSync(ws, { recursive: true });
  const refusal = (why: string) =>
    expect.objectContaining({ code: 'sandbox_unavailable', message: expect.stringContaining(why) });
  await expect(run('true', profile)).rejects.toThrow(refusal('not there any more'));
  writeFileSync(ws, '');
  await expect(run('true', profile)).rejects.toThrow(refusal('no folder'));
  await expect(run('true', profile, { cwd: `${folder.path}/out` })).rejects.toThrow(refusal('may not be read'));
});

test('a command with too many threads and processes is ended, and told why', async () => {
  const script = 'i=0; while [ $i -lt 40 ]; do sleep 600 & i=$((i+1)); done; wait';
  const { status, stderr } = await run(script, restricted([[{ kind: 'root' }, 'read']]), { max: 20 });
  expect(stderr).toMatch(/^sandbox: ended, as it had \d+ threads and processes, more than max_processes \(20\)$/m);
  expect(status).toBe(137);
});

test('a nested repository that is gone meanwhile does not stop a command', async () => {
  mkdirSync(`${ws}/n/repo/.git/hooks`, { recursive: true });
  await using scope = createScope('host');
  const box = createLinuxSandbox(SandboxLinuxConfig.parse({ mechanism: 'bubblewrap' }), scope);
  const profile = restricted([
    [{ kind: 'root' }, 'read'],
    [ws, 'write'],
  ]);
  const { argv } = await box.wrap({ argv: ['/bin/true'], cwd: ws }, { profile, cwd: ws, tmpdir: '/tmp' });
  rmSync(`${ws}/n`, { recursive: true });
  expect(spawnSync(argv[0] ?? '', argv.slice(1), { cwd: ws, encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
});
