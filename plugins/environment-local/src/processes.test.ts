import { existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { createScope } from '@tenon/testing/scope';
import { expect, test } from 'vitest';
import { createProcesses } from './processes.ts';

const variables = { PATH: '/usr/bin:/bin' };
const sh = (script: string) => ({ argv: ['/bin/sh', '-c', script], cwd: '/' });
const firstLine = (started: Awaited<ReturnType<ReturnType<typeof createProcesses>['spawn']>>) =>
  new Promise<string>((resolve) => {
    let text = '';
    started.onOutput((chunk) => {
      text += Buffer.from(chunk).toString();
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
  });
const isAlive = (pid: string) =>
  existsSync(`/proc/${pid}/stat`) && !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');

const linux = process.platform === 'linux';

test.runIf(linux)(
  'kills children that cleared their variables, as long as a parent or the session leads to them',
  async () => {
    await using scope = createScope('host');
    const started = await createProcesses(variables, { tmpdir: '/tmp' }, scope).spawn(
      sh('(env -i sleep 60 & echo $!; setsid env -i sh -c "sleep 60; :" & wait) & (env -i sleep 61 &); wait'),
    );
    const pid = await firstLine(started);
    expect(isAlive(pid)).toBe(true);
    await started.kill();
    expect(isAlive(pid)).toBe(false);
  },
);

test('variables are passed under other names, before those of the request', async () => {
  await using scope = createScope('host');
  const own = { ...variables, FIRST: 'a b', SECOND: 'c', THIRD: 'd' };
  const started = await createProcesses(own, { tmpdir: '/tmp' }, scope).spawn({
    ...sh('echo "$FIRST,$OTHER,$SECOND,$SECOND_HELD,$THIRD,$FOURTH_HELD"'),
    renamedEnv: { FIRST: 'OTHER', SECOND: 'SECOND_HELD', THIRD: 'THIRD_HELD', FOURTH: 'FOURTH_HELD' },
    env: { FIRST: undefined, SECOND_HELD: undefined, THIRD: 'new' },
  });
  expect(await firstLine(started)).toBe(',a b,,,new,');
});

test.runIf(linux)('a Tenon inside another belongs to the outer one', async () => {
  await using outer = createScope('outer');
  const processes = createProcesses(variables, { tmpdir: '/tmp' }, outer);
  const started = await processes.spawn(sh('echo $TENON_PROCESS_ID; sleep 60'));
  const mark = await firstLine(started);
  await using inner = createScope('inner');
  const child = await createProcesses(variables, { tmpdir: '/tmp', outerMark: mark }, inner).spawn(
    sh('echo $$; exec sleep 60'),
  );
  const pid = await firstLine(child);
  await started.kill();
  expect(isAlive(pid)).toBe(false);
  expect((await child.exit).signal).toBe('SIGKILL');
});

test('kills a tree that keeps forking', async () => {
  await using scope = createScope('host');
  const started = await createProcesses(variables, { tmpdir: '/tmp' }, scope).spawn(
    sh('echo on; i=0; while [ $i -lt 100000 ]; do (sleep 0.2 &) ; i=$((i+1)); done'),
  );
  await firstLine(started);
  const before = performance.now();
  await started.kill();
  expect(performance.now() - before).toBeLessThan(1_500);
  expect((await started.exit).signal).toBe('SIGKILL');
});

test('kill of a process that ended kills what it left behind, and nothing else', async () => {
  await using scope = createScope('host');
  const processes = createProcesses(variables, { tmpdir: '/tmp' }, scope);
  const [one, two] = await Promise.all([
    processes.spawn(sh('sleep 60 >/dev/null 2>&1 & echo $!')),
    processes.spawn(sh('sleep 60 >/dev/null 2>&1 & echo $!')),
  ]);
  const [first, second] = await Promise.all([firstLine(one), firstLine(two)]);
  await Promise.all([one.exit, two.exit]);
  expect([isAlive(first), isAlive(second)]).toEqual([true, true]);
  if (linux) {
    await one.kill();
    expect([isAlive(first), isAlive(second)]).toEqual([false, true]);
  }
});

test('many kills at once read the process table a few times, not once each', async () => {
  await using scope = createScope('host');
  const processes = createProcesses(variables, { tmpdir: '/tmp' }, scope);
  const all = await Promise.all(Array.from({ length: 40 }, () => processes.spawn(sh('sleep 60'))));
  const before = performance.now();
  await Promise.all(all.map((started) => started.kill()));
  expect(performance.now() - before).toBeLessThan(2_000);
});

test('what the system refuses is said with its reason', async () => {
  await using scope = createScope('host');
  const { spawn } = createProcesses(variables, { tmpdir: '/tmp' }, scope);
  await expect(spawn({ argv: ['/etc'], cwd: '/' })).rejects.toThrow('it may not be executed');
  await expect(spawn({ argv: ['no-such'], cwd: '/' })).rejects.toThrow('no such program');
  await expect(spawn({ argv: [], cwd: '/' })).rejects.toMatchObject({ code: 'spawn_failed' });
  await expect(spawn({ argv: ['a\0b'], cwd: '/' })).rejects.toMatchObject({ code: 'spawn_failed' });
  await expect(spawn({ argv: ['/bin/sh', '-c', 'x'.repeat(3_000_000)], cwd: '/' })).rejects.toThrow('too long');
  await expect(spawn({ argv: ['/bin/sh'], cwd: '/etc/passwd' })).rejects.toThrow(
    '/etc/passwd does not exist or is not',
  );
});

test('output can be opened by its name', async () => {
  await using scope = createScope('host');
  const started = await createProcesses(variables, { tmpdir: '/tmp' }, scope).spawn(
    sh('echo one >/dev/stdout; echo two >/dev/stderr; echo three | tee /dev/stderr'),
  );
  const text = { stdout: '', stderr: '' };
  started.onOutput((chunk, stream) => {
    text[stream] += Buffer.from(chunk).toString();
  });
  expect((await started.exit).code).toBe(0);
  expect(text).toEqual({ stdout: 'one\nthree\n', stderr: 'two\nthree\n' });
});

test('where no named pipe can be made, sockets do', async () => {
  await using scope = createScope('host');
  const { spawn } = createProcesses(variables, { tmpdir: '/no/such/folder' }, scope);
  for (const word of ['one', 'two']) expect(await firstLine(await spawn(sh(`echo ${word}`)))).toBe(word);
});

test.runIf(linux)('leaves no descriptor and no file behind', async () => {
  const tmpdir = mkdtempSync('/tmp/tenon-pipes-test-');
  const descriptors = () => readdirSync('/proc/self/fd').length;
  const before = descriptors();
  {
    await using scope = createScope('host');
    const { spawn } = createProcesses(variables, { tmpdir }, scope);
    const run = async () => (await spawn(sh('echo x'))).exit;
    await Promise.all(Array.from({ length: 30 }, run));
    await expect(spawn({ argv: ['no-such'], cwd: '/' })).rejects.toMatchObject({ code: 'spawn_failed' });
    await expect(spawn({ argv: ['a\0b'], cwd: '/' })).rejects.toMatchObject({ code: 'spawn_failed' });
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(descriptors()).toBeLessThanOrEqual(before + 2);
  rmdirSync(tmpdir);
});
