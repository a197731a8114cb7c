// `tenon sandbox`: one command under a permission profile, as a user of a shell sees it.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn as spawnTerminal } from '@lydell/node-pty';
import { expect, onTestFinished, test } from 'vitest';
import { bin, world } from './program.ts';

/** Neither in /tmp nor in $TMPDIR, which `:workspace` lets be written. */
function outside(): string {
  const folder = realpathSync(mkdtempSync('/var/tmp/tenon-outside-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const patience = { timeout: 60_000 };

test('the default is what the configuration gives to the folder', patience, async () => {
  await using w = await world();
  const first = await w.run(['sandbox', '--', 'sh', '-c', 'echo x > made.txt; cat; echo told >&2; exit 7'], {
    stdin: 'hello',
  });
  expect(first).toMatchObject({ code: 7, stdout: 'hello' });
  expect(first.stderr).toContain('told\n');
  expect(existsSync(join(w.cwd, 'made.txt'))).toBe(false);
  const second = await w.run(['sandbox', '-c', 'sandbox_mode="workspace-write"', 'sh', '-c', 'mkdir -p made']);
  expect(second).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(existsSync(join(w.cwd, 'made'))).toBe(true);
});

test('a built-in profile, in a folder that is named', patience, async () => {
  await using w = await world();
  const folder = outside();
  const other = outside();
  const script = `echo in > in.txt; echo out > ${other}/out.txt; pwd`;
  const { code, stdout } = await w.run(['sandbox', '--profile', ':workspace', '-C', folder, '--', 'sh', '-c', script]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${folder}\n` });
  expect(readFileSync(join(folder, 'in.txt'), 'utf8')).toBe('in\n');
  expect(existsSync(join(other, 'out.txt'))).toBe(false);
});

test("a profile of the configuration, in Codex's spelling", patience, async () => {
  await using w = await world();
  const folder = outside();
  writeFileSync(join(folder, 'key.pem'), 'secret');
  mkdirSync(join(folder, 'private'));
  writeFileSync(join(folder, 'private/file'), 'secret');
  writeFileSync(join(folder, 'plain'), 'plain');
  w.config(`[permissions.careful.filesystem]
":root" = "read"
[permissions.careful.filesystem.":project_roots"]
"private" = "none"
"**/*.pem" = "none"
`);
  const args = [
    'sandbox',
    process.platform === 'darwin' ? 'macos' : 'linux',
    '--permissions-profile',
    'careful',
    '-C',
    folder,
  ];
  const { stdout } = await w.run([...args, '--', 'sh', '-c', 'cat plain private/file key.pem']);
  expect(stdout).toBe('plain');
  const unknown = await w.run(['sandbox', '--profile', 'carefree', 'true']);
  expect(unknown).toMatchObject({ code: 1, stdout: '' });
  expect(unknown.stderr).toContain('carefree');
});

test('a signal that ends the command is told as a shell does', patience, async () => {
  await using w = await world();
  expect((await w.run(['sandbox', '--', 'sh', '-c', 'kill -9 $$'])).code).toBe(137);
  const child = w.spawn(['sandbox', '--', 'sh', '-c', 'echo up; sleep 1000']);
  await new Promise((up) => child.stdout?.once('data', up));
  child.kill('SIGTERM');
  expect(await new Promise((done) => child.once('close', done))).toBe(143);
});

test('output goes on to where it is read, and no further', patience, async () => {
  await using w = await world();
  const child = w.spawn(['sandbox', '--', 'yes']);
  await new Promise((some) => child.stdout?.once('data', some));
  child.stdout?.destroy();
  expect(await new Promise((done) => child.once('exit', done))).not.toBe(0);
});

test('a terminal is passed on', patience, async () => {
  await using w = await world();
  const script = 'test -t 0 && test -t 1 && stty size && read line && echo "read $line"';
  const terminal = spawnTerminal(process.execPath, [bin, 'sandbox', '--', 'sh', '-c', script], {
    cwd: w.cwd,
    env: w.env,
    cols: 97,
    rows: 31,
  });
  let seen = '';
  terminal.onData((data) => {
    seen += data;
    if (data.includes('31 97')) terminal.write('typed\r');
  });
  const exit = await new Promise<{ exitCode: number }>((done) => terminal.onExit(done));
  expect(seen).toContain('31 97');
  expect(seen).toContain('read typed');
  expect(exit.exitCode).toBe(0);
});

test('without a sandbox nothing is run', patience, async () => {
  await using w = await world();
  const without = [
    '-c',
    'tenon.config."tenon.sandbox-linux".mechanism="bubblewrap"',
    '-c',
    'tenon.config."tenon.sandbox-linux".bwrap="/nonexistent"',
  ];
  const refused = await w.run(['sandbox', ...without, '--', 'sh', '-c', 'echo ran']);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/^tenon: .*\n {7}\S/);
  const free = await w.run(['sandbox', ...without, '--profile', ':danger-no-sandbox', '--', 'sh', '-c', 'echo ran']);
  expect(free).toMatchObject({ code: 0, stdout: 'ran\n' });
  expect(free.stderr).toContain('confines nothing');
});

test('its command line', patience, async () => {
  await using w = await world();
  expect((await w.run(['sandbox', '--help'])).stdout).toMatch(/^Usage: tenon sandbox/);
  expect(await w.run(['sandbox'])).toMatchObject({ code: 2, stdout: '' });
  expect((await w.run(['sandbox', '--', '/nowhere/program'])).code).not.toBe(0);
});
