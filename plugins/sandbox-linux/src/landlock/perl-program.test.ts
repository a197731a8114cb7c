import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import type { SpawnRequest } from '@tenon/plugin-api/environment';
import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import { temporaryFolder } from '@tenon/testing/tool';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SandboxLinuxConfig } from '../config.ts';
import { landlockMechanism } from './landlock-mechanism.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let ws: string;
let tmpdir: string;

beforeEach(async () => {
  folder = await temporaryFolder({
    'ws/sub/file': '',
    'ws/sub/in/x': '',
    'ws/.git/config': '',
    'tmp/x': '',
    'out/x': '',
  });
  ws = `${folder.path}/ws`;
  tmpdir = `${folder.path}/tmp`;
});
afterEach(() => folder[Symbol.asyncDispose]());

const special = (kind: 'root' | 'project_roots' | 'tmpdir', access: 'read' | 'write'): FileSystemSandboxEntry => ({
  path: { type: 'special', value: { kind } },
  access,
});
const PROFILE: PermissionProfile = {
  type: 'managed',
  network: { enabled: false },
  fileSystem: {
    type: 'restricted',
    entries: [special('root', 'read'), special('project_roots', 'write'), special('tmpdir', 'write')],
  },
};

async function start(script: string, more: Partial<SpawnRequest> = {}, config: object = {}) {
  const mechanism = landlockMechanism(SandboxLinuxConfig.parse(config));
  const command = { argv: ['/bin/sh', '-c', script], cwd: ws, ...more };
  const { argv, env: wanted } = await mechanism.wrap(command, { profile: PROFILE, cwd: ws, tmpdir });
  const env = { ...process.env, ...wanted };
  const child = spawn(argv[0] ?? '', argv.slice(1), {
    cwd: ws,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  return { child, output: () => output };
}

async function run(...args: Parameters<typeof start>) {
  const { child, output } = await start(...args);
  const [code] = await once(child, 'close');
  return { code, output: output() };
}

test.each([
  ['exit 7', 7],
  ['kill -TERM $$', 143],
  ['kill -KILL $$', 137],
])('passes on how the command ended: %s', async (script, code) => {
  expect(await run(script)).toEqual({ code, output: '' });
});

test('a program that is not there, or none at all', async () => {
  expect(await run('', { argv: ['no-such-program'] })).toEqual({
    code: 127,
    output: 'sandbox: no-such-program: No such file or directory\n',
  });
  expect(await run('', { argv: [`${ws}/sub/file`] })).toEqual({
    code: 126,
    output: `sandbox: ${ws}/sub/file: Permission denied\n`,
  });
});

test('a folder that is gone', async () => {
  const refused = { code: 'sandbox_unavailable', file: `${ws}/gone` };
  await expect(start('true', { cwd: `${ws}/gone` })).rejects.toMatchObject(refused);
});

test('no variable has perl load or read otherwise, and the command has them as they were', async () => {
  const env = { PERL5OPT: '-MNoSuchModule', PERLIO: ':crlf', PERL_UNICODE: 'SDA', PERL5LIB: '/nowhere' };
  const script = 'echo "$PERL5OPT $PERLIO $PERL_UNICODE $PERL5LIB ü"';
  expect((await run(script, { env })).output).toBe('-MNoSuchModule :crlf SDA /nowhere ü\n');
  expect((await run('env', { env: { PERLIO: undefined } })).output).not.toContain('PERLIO=');
});

test('changes of mode, owner and times are made where writing is allowed, as without a sandbox', async () => {
  symlinkSync('file', `${ws}/sub/link`);
  const script = `
    cd sub; chmod 640 file; chmod 1777 in; chmod u+x,o+r link
    perl -e 'open my $f, "<", "file"; chmod 0750, $f; utime 1000, 2000, $f; chown -1, $(+0, $f or print "no: $!"'
    touch -h -d @3000 link; chown -h $(id -u) link; cp -a link copy
    cd in; touch -d @4000 ../../sub/in/x "$TMPDIR/x"; stat -c %Y x "$TMPDIR/x" ../link ../copy`;
  expect((await run(script)).output).toBe('4000\n4000\n3000\n3000\n');
  const { mode, mtimeMs } = statSync(`${ws}/sub/file`);
  expect([mode & 0o7777, mtimeMs]).toEqual([0o750, 2e6]);
  expect(statSync(`${ws}/sub/in`).mode & 0o7777).toBe(0o1777);
});

test('and nowhere else, whatever the way there', async () => {
  const before = [statSync(`${folder.path}/out/x`), statSync(`${ws}/.git/config`)];
  const script = `
    cd sub; ln -s ../../out/x out; ln -s ../.git g; mkdir m
    for f in "$OUT/x" ../../out/x out "/proc/self/root$OUT/x" /proc/self/cwd/../../out/x ../.git/config g/config; do
      chmod 777 "$f" && echo mode $f; touch -c "$f" && echo time $f; touch -d @1000 "$f" && echo past $f
    done 2>/dev/null
    perl -e 'open my $f, "<", "out"; chmod 0777, $f and print "by a descriptor"; utime 1, 1, $f and print "its time"; chdir $f'
    perl -e 'opendir my $d, "../../out"; chdir $d; chmod 0777, "x" and print "by a folder"'`;
  expect((await run(script, { env: { OUT: `${folder.path}/out` } })).output).toBe('');
  const after = [statSync(`${folder.path}/out/x`), statSync(`${ws}/.git/config`)];
  expect(after.map(({ mode, ctimeMs }) => [mode, ctimeMs])).toEqual(before.map(({ mode, ctimeMs }) => [mode, ctimeMs]));
});

test('the mode of a file without a name, by its descriptor', async () => {
  const memfd = process.arch === 'arm64' ? 279 : 319;
  const script = `perl -e 'my $n = "x"; open my $f, "+<&=", syscall(${memfd}, $n, 0); chmod 0640, $f or print $!; printf "%o", (stat $f)[2] & 0777'`;
  expect((await run(script)).output).toBe('640');
});

test('errors of answered calls are those of the system', async () => {
  const script = `perl -e '
    chmod(0700, "none") or print $! + 0, " "; chmod(0700, "sub/file/x") or print $! + 0, " ";
    my $times = pack "q4", 0, 0, 0, 0; syscall(${process.arch === 'arm64' ? 88 : 280}, 99, 0, $times, 0) < 0 and print $! + 0, " ";
    chmod(0700, "/" . "x" x 5000) or print $! + 0'`;
  expect((await run(script)).output).toBe('2 20 9 36');
});

test('the limit of processes counts those there are, not those there were', async () => {
  const script = `perl -e 'for (1 .. 100) { my $p = fork // die; exit if !$p; waitpid $p, 0 } select undef, undef, undef, 0.3; print "all"'`;
  expect((await run(script, {}, { max_processes: 30 })).output).toBe('all');
});

test.each([
  ['processes', `perl -e 'for (1 .. 50) { fork // die or sleep 600 } sleep 600'`],
  ['threads of one', `node -e '(${moreThreads})()'`],
])('what exceeds it is ended: %s', async (_, script) => {
  const { code, output } = await run(script, {}, { max_processes: 30 });
  expect(code).toBe(137);
  expect(output).toMatch(/^sandbox: ended, as it had [0-9]+ threads and processes, more than max_processes \(30\)\n$/);
});

function moreThreads() {
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  for (let each = 0; each < 40; each++) new Worker('setInterval(() => {}, 1000)', { eval: true });
}

test('a temporary folder of its own, in the place of the one it would have', async () => {
  const script =
    'echo "$TMPDIR"; [ "$TMPDIR$TMPDIR" = "$TMP$TEMP" ]; mkdir -p "$TMPDIR/a/b"; echo x > "$TMPDIR/a/b/c"; chmod 0 "$TMPDIR/a"; ln -s /usr "$TMPDIR/l"; echo y > "$TMPDIR/../new"';
  const { output } = await run(script);
  expect(output).toContain(`${tmpdir}/tenon-`);
  expect(readdirSync(tmpdir)).toEqual(['x']);
});

test('it goes, however the command ends', async () => {
  const { child, output } = await start('echo > "$TMPDIR/x"; echo ready; setsid sleep 600');
  await vi.waitFor(() => expect(output()).toContain('ready'), 10_000);
  expect(readdirSync(tmpdir)).toHaveLength(2);
  child.kill('SIGKILL');
  await vi.waitFor(() => expect(readdirSync(tmpdir)).toEqual(['x']), 10_000);
});

test('what forks as it is killed is killed', async () => {
  // Each one goes on in a child, and ends: no list of them is right for long.
  const script = `perl -e '$| = 1; for (1 .. 30) { fork or last } print "ready "; while (1) { fork and exit }' ${ws}`;
  const { child, output } = await start(`(${script}) & sleep 600`);
  await vi.waitFor(() => expect(output()).toContain('ready'), 10_000);
  child.kill('SIGKILL');
  await vi.waitFor(() => expect(withText(ws)).toEqual([]), 10_000);
});

const withText = (text: string) =>
  readdirSync('/proc').filter((name) => {
    if (!/^[0-9]+$/.test(name)) return false;
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(text);
    } catch (error) {
      if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
      throw error;
    }
  });
