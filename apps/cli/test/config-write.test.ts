import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { spawn as spawnTerminal } from '@lydell/node-pty';
import { expect, test } from 'vitest';
import { Client } from './client.ts';
import { bin, type World, world } from './program.ts';

const fileOf = (w: World) => join(w.home, 'config.toml');
const textOf = (w: World) => readFileSync(fileOf(w), 'utf8');

test('set, get and unset change one key of the file and nothing else', async () => {
  await using w = await world();
  const before = '# mine\nmodel = "a" # this one\n\n[tui]\nanimations = false\n';
  w.config(before);
  const set = await w.run(['config', 'set', 'model', 'gpt-5']);
  expect(set).toEqual({ code: 0, stdout: `model = "gpt-5" in ${fileOf(w)}\n`, stderr: '' });
  expect(textOf(w)).toBe(before.replace('"a"', '"gpt-5"'));
  await w.run(['config', 'set', 'tui.notifications', '["a", "b"]']);
  await w.run(['config', 'set', 'projects."/a/b.c".trust_level', 'trusted']);
  expect((await w.run(['config', 'get', 'tui.notifications'])).stdout).toBe('["a", "b"]\n');
  expect((await w.run(['config', 'get', 'tui', '--json'])).stdout).toBe(
    '{"animations":false,"notifications":["a","b"]}\n',
  );
  expect((await w.run(['config', 'get', 'projects."/a/b.c".trust_level'])).stdout).toBe('trusted\n');
  expect((await w.run(['config', 'unset', 'projects'])).code).toBe(0);
  expect((await w.run(['config', 'unset', 'tui.notifications'])).code).toBe(0);
  expect(textOf(w).trimEnd()).toBe(before.replace('"a"', '"gpt-5"').trimEnd());
});

test('who writes what has no effect, or what nobody knows, is told', async () => {
  await using w = await world();
  mkdirSync(w.system);
  writeFileSync(join(w.system, 'managed_config.toml'), 'model = "theirs"\n');
  const set = await w.run(['config', 'set', 'model', 'mine']);
  expect(set.code).toBe(0);
  expect(set.stderr).toBe(
    `tenon: model is "theirs" all the same: managed (${join(w.system, 'managed_config.toml')}:1:1) says so\n`,
  );
  expect((await w.run(['config', 'set', 'modle', 'mine'])).stderr).toBe(
    'tenon: nobody knows the key modle: did you mean `model`?\n',
  );
  expect((await w.run(['config', 'get', 'modl'])).stderr).toContain('did you mean `model`?');

  const before = textOf(w);
  const refused = [
    [['set', 'sandbox_mode', 'none'], 1, /config\.toml:\d+:1: sandbox_mode: expected one of "read-only"/],
    [['set', 'modell', 'x', '--strict-config'], 1, /the key modell: did you mean `model`\?/],
    [['set', 'model..x', '1'], 1, /empty segment/],
    [['set', 'model'], 2, /expected a KEY and a VALUE/],
    [['sett', 'model', 'x'], 2, /expected one of get, set/],
    [['get', 'model', '--enable', 'shel_tool'], 2, /did you mean `shell_tool`\?/],
    [['list', '--strict-config'], 1, /modle: no such key. Did you mean `model`\?/],
    [['list', '-p', 'nope'], 1, /config profile `nope` not found/],
  ] as const;
  for (const [args, code, message] of refused) {
    const result = await w.run(['config', ...args]);
    expect({ args, code: result.code, stdout: result.stdout }).toEqual({ args, code, stdout: '' });
    expect(result.stderr).toMatch(message);
  }
  expect(textOf(w)).toBe(before);
});

test('two processes that edit the file at once lose no edit', async () => {
  await using w = await world();
  w.config('# kept\n');
  const clients = await Promise.all(
    ['a', 'b'].map(async (name) => {
      const client = new Client(w.spawn(['app-server']));
      await client.initialize();
      return { name, client };
    }),
  );
  const keys = Array.from({ length: 20 }, (_, at) => `k${at}`);
  const writes = clients.map(async ({ name, client }) => {
    for (const key of keys) {
      const edit = { keyPath: `tenon.config.${name}.${key}`, value: key, mergeStrategy: 'replace' };
      expect((await client.request('config/value/write', edit)).status).toBe('ok');
    }
  });
  await Promise.all([...writes, w.run(['config', 'set', 'model', 'between'])]);
  const expected = Object.fromEntries(keys.map((key) => [key, key]));
  const { stdout } = await w.run(['config', 'get', 'tenon.config', '--json']);
  expect(JSON.parse(stdout)).toEqual({ a: expected, b: expected });
  expect(textOf(w)).toMatch(/^# kept\n/);
  expect((await w.run(['config', 'get', 'model'])).stdout).toBe('between\n');
  for (const { client } of clients) expect(await client.close()).toBe(0);
});

test('a home that is a link, with a file that is one, stays so', async () => {
  await using w = await world();
  const link = join(dirname(w.home), 'link');
  const dotfile = join(dirname(w.home), 'dotfile.toml');
  symlinkSync(w.home, link);
  writeFileSync(dotfile, 'model = "a"\n');
  rmSync(fileOf(w));
  symlinkSync('../dotfile.toml', fileOf(w));
  const env = { TENON_HOME: link };
  expect((await w.run(['config', 'set', 'model', 'b'], { env })).stdout).toBe(
    `model = "b" in ${join(link, 'config.toml')}\n`,
  );
  expect((await w.run(['config', 'get', 'model'], { env })).stdout).toBe('b\n');
  expect(readFileSync(dotfile, 'utf8')).toBe('model = "b"\n');
  expect([lstatSync(fileOf(w)), lstatSync(link)].map((stats) => stats.isSymbolicLink())).toEqual([true, true]);
  expect(realpathSync(fileOf(w))).toBe(dotfile);
});

const unshare = process.getuid?.() === 0 ? ['unshare', '-m'] : ['unshare', '-Urm'];
const possible = spawnSync(unshare[0] ?? '', [...unshare.slice(1), 'true']).status === 0;

// Skipped where a process may not have mounts of its own. Root writes through permissions, so they are no test.
test.skipIf(!possible)('a home that cannot be written is read, and says so when it is written', async () => {
  await using w = await world();
  w.config('model = "a"\n');
  const mount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"';
  const by = [...unshare, 'sh', '-c', mount, w.home];
  for (const args of [
    ['set', 'model', 'b'],
    ['unset', 'model'],
  ]) {
    const { code, stderr } = await w.run(['config', ...args], { by });
    expect(code).toBe(1);
    expect(stderr).toContain(`cannot write ${fileOf(w)}: the file system is read-only`);
  }
  expect((await w.run(['config', 'get', 'model'], { by })).stdout).toBe('a\n');
  expect((await w.run(['config', 'explain', 'model'], { by })).code).toBe(0);
  expect((await w.run(['init'], { by })).stdout).toContain('is there already');
  rmSync(fileOf(w));
  expect((await w.run(['init'], { by })).stderr).toContain(`cannot make ${fileOf(w)}: EROFS`);
});

test('a file that cannot be read is told with its place, and stays as it is', async () => {
  await using w = await world();
  const bad: readonly (readonly [Buffer, RegExp])[] = [
    [Buffer.from('model = "a"\n[tui\n'), /config\.toml:2:\d+: /],
    [Buffer.from([0x61, 0x3d, 0x22, 0xff, 0x22]), /it is not UTF-8/],
    [Buffer.from(`# ${'x'.repeat(9_000_000)}\n`), /it has \d+ bytes/],
    [Buffer.from('\nmodel = 1\n'), /config\.toml:2:1: model: expected string, got integer 1/],
  ];
  for (const [bytes, message] of bad) {
    writeFileSync(fileOf(w), bytes);
    const commands = [
      ['config', 'get', 'model'],
      ['config', 'set', 'tui.theme', 'x'],
      ['features', 'list'],
    ];
    for (const args of commands) {
      const { code, stdout, stderr } = await w.run(args);
      expect({ args, code, stdout }).toEqual({ args, code: 1, stdout: '' });
      expect(stderr).toMatch(message);
    }
    expect(readFileSync(fileOf(w)).equals(bytes)).toBe(true);
  }
  // A value of a wrong type is mended by the command that set it.
  expect((await w.run(['config', 'set', 'model', 'b'])).code).toBe(0);
});

test('edit opens the editor, and judges what was saved', async () => {
  await using w = await world();
  const edit = (editor: string, ...more: string[]) => w.run(['config', 'edit', ...more], { env: { EDITOR: editor } });
  expect(await edit(`printf '\\nmodel = "b"\\n' >`)).toEqual({ code: 0, stdout: '', stderr: '' });
  const broken = await edit('echo "[x" >>');
  expect(broken.code).toBe(1);
  expect(broken.stderr).toMatch(/config\.toml:3:\d+: /);
  expect(textOf(w)).toBe('\nmodel = "b"\n[x\n');
  expect((await edit(`echo 'modle = "b"' >`)).stderr).toContain('Did you mean `model`?');
  expect((await edit('true', '--strict-config')).code).toBe(1);
  expect((await edit('exit 3;')).stderr).toContain('exit code 3');
  expect((await w.run(['config', 'edit'])).stderr).toContain('$VISUAL and $EDITOR are not set');
});

test('who sits at a terminal may open a broken file again', async () => {
  await using w = await world();
  const seen = join(w.home, 'seen');
  // The first time it breaks the file, the second time it mends it.
  const EDITOR = `f() { if [ -e ${seen} ]; then echo 'model = "b"' >"$1"; else touch ${seen}; echo '[x' >"$1"; fi; }; f`;
  const terminal = spawnTerminal(process.execPath, [bin, 'config', 'edit'], { cwd: w.cwd, env: { ...w.env, EDITOR } });
  let shown = '';
  let answered = false;
  terminal.onData((text) => {
    shown += text;
    if (answered || !shown.includes('[Y/n]')) return;
    answered = true;
    terminal.write('y\r');
  });
  const { exitCode } = await new Promise<{ exitCode: number }>((done) => terminal.onExit(done));
  expect(shown).toMatch(/config\.toml:1:\d+: /);
  expect(exitCode).toBe(0);
  expect(textOf(w)).toBe('model = "b"\n');
});
