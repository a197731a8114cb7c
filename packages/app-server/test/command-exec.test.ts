import { profileOfPolicy } from '@tenon/sandboxing';
import { expect, test } from 'vitest';
import { base64, machineServer, plain } from './machine.ts';

const sh = (script: string) => ['/bin/sh', '-c', script];

test('a command runs to its end: code, both outputs, folder and variables', async () => {
  await using server = await machineServer({ 'd/f': '' });
  const client = await server.ready();
  const command = sh('pwd; echo "$ONE-$(printenv HOME || echo unset)"; echo wrong >&2; exit 3');
  const env = { ONE: '1', HOME: null };
  expect(await client.request('command/exec', { command, cwd: `${server.path}/d`, env })).toEqual({
    exitCode: 3,
    stdout: `${server.path}/d\n1-unset\n`,
    stderr: 'wrong\n',
  });
  expect(await client.request('command/exec', { command: ['cat'], cwd: server.path })).toMatchObject({ exitCode: 0 });
});

test('it is confined as the request says, or as the configuration does', async () => {
  await using server = await machineServer({}, { config: { sandbox_mode: 'read-only' } });
  const client = await server.ready();
  const cwd = server.path;
  const policies = async (extra: object) => {
    await client.request('command/exec', { command: ['true'], cwd, ...extra });
    return server.sandbox.wrapped.at(-1)?.request.profile;
  };
  expect(await policies({})).toEqual(profileOfPolicy({ type: 'readOnly' }));
  expect(await policies({ sandboxPolicy: { type: 'dangerFullAccess' } })).toEqual({ type: 'disabled' });
  expect(await policies({ permissionProfile: { type: 'disabled' } })).toEqual({ type: 'disabled' });
  const both = { sandboxPolicy: { type: 'dangerFullAccess' }, permissionProfile: { type: 'disabled' } };
  expect((await client.refused('command/exec', { command: ['true'], cwd, ...both })).message).toContain(
    'cannot be combined',
  );
  server.sandbox.wrap = () => {
    throw Object.assign(new Error('No sandbox is installed'));
  };
  expect((await client.refused('command/exec', { command: ['true'], cwd })).message).toContain(
    'No sandbox is installed',
  );
});

test.each<[object, string]>([
  [{ command: [] }, 'command must not be empty'],
  [{ tty: true }, 'requires a client-supplied processId'],
  [{ streamStdin: true }, 'requires a client-supplied processId'],
  [{ streamStdoutStderr: true }, 'requires a client-supplied processId'],
  [{ outputBytesCap: 1, disableOutputCap: true }, 'cannot set both outputBytesCap and disableOutputCap'],
  [{ timeoutMs: 1, disableTimeout: true }, 'cannot set both timeoutMs and disableTimeout'],
  [{ timeoutMs: -1 }, 'must be non-negative, got -1'],
  [{ processId: 'p', size: { rows: 1, cols: 1 } }, 'size requires tty: true'],
  [{ processId: 'p', tty: true, size: { rows: 0, cols: 1 } }, 'must be greater than 0'],
  [{ command: ['a\0b'] }, 'must not contain NUL'],
  [{ env: { 'A=B': 'c' } }, 'must not be empty or contain'],
  [{ command: ['/no/such/program'] }, '/no/such/program'],
])('%j is refused', async (extra, message) => {
  await using server = await machineServer();
  const client = await server.ready();
  const params = { command: ['true'], cwd: server.path, ...extra };
  expect((await client.refused('command/exec', params)).message).toContain(message);
});

test('output is capped for each stream, and ends with a mark where it is streamed', async () => {
  await using server = await machineServer();
  const client = await server.ready();
  const command = sh('printf 123456789; printf abcdefghi >&2');
  const capped = await client.request('command/exec', { command, cwd: server.path, outputBytesCap: 4 });
  expect(capped).toEqual({ exitCode: 0, stdout: '1234', stderr: 'abcd' });
  const params = { command, cwd: server.path, outputBytesCap: 4, processId: 'p', streamStdoutStderr: true };
  expect(await client.request('command/exec', params)).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  const deltas = client.notifications('command/exec/outputDelta');
  expect(deltas.toSorted((a, b) => (String(a.stream) < String(b.stream) ? -1 : 1))).toEqual([
    { processId: 'p', stream: 'stderr', deltaBase64: base64('abcd'), capReached: true },
    { processId: 'p', stream: 'stdout', deltaBase64: base64('1234'), capReached: true },
  ]);
  const much = await client.request('command/exec', { command: sh('yes | head -c 3000000'), cwd: server.path });
  expect(much.stdout).toHaveLength(1024 * 1024);
  const all = { command: sh('yes | head -c 3000000'), cwd: server.path, disableOutputCap: true };
  expect(await client.request('command/exec', all)).toHaveProperty('stdout.length', 3_000_000);
});

test('input is written and closed; ids are of one connection and of running commands', async () => {
  await using server = await machineServer();
  const client = await server.ready();
  const other = await server.ready();
  const running = client.request('command/exec', {
    command: ['cat'],
    cwd: server.path,
    processId: 'p',
    streamStdin: true,
  });
  const twice = await client.refused('command/exec', { command: ['true'], cwd: server.path, processId: 'p' });
  expect(twice.message).toBe('duplicate active command/exec process id: "p"');
  const write = { processId: 'p', deltaBase64: base64('one\n') };
  expect((await other.refused('command/exec/write', write)).message).toBe('no active command/exec for process id "p"');
  expect((await client.refused('command/exec/write', { processId: 'p' })).message).toContain(
    'requires deltaBase64 or closeStdin',
  );
  expect((await client.refused('command/exec/write', { processId: 'p', deltaBase64: '!' })).code).toBe(-32602);
  await client.request('command/exec/write', write);
  await client.request('command/exec/write', { processId: 'p', deltaBase64: base64('two\n'), closeStdin: true });
  expect(await running).toEqual({ exitCode: 0, stdout: 'one\ntwo\n', stderr: '' });
  expect((await client.refused('command/exec/terminate', { processId: 'p' })).data).toMatchObject({
    code: 'process_not_found',
  });
  const again = client.request('command/exec', { command: ['sleep', '60'], cwd: server.path, processId: 'p' });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect((await client.refused('command/exec/write', write)).message).toContain('stdin streaming is not enabled');
  await client.request('command/exec/terminate', { processId: 'p' });
  expect(await again).toEqual({ exitCode: -1, stdout: '', stderr: '' });
});

test('a command ends with its time, and with its client', async () => {
  await using server = await machineServer();
  const client = await server.ready();
  const late = { command: sh('echo begun; sleep 60'), cwd: server.path, timeoutMs: 300 };
  expect(await client.request('command/exec', late)).toEqual({ exitCode: 124, stdout: 'begun\n', stderr: '' });
  const leaving = await server.ready();
  const command = sh('echo $$; sleep 60');
  const params = { command, cwd: server.path, processId: 'p', streamStdoutStderr: true, disableTimeout: true };
  leaving.request('command/exec', params).catch(() => {});
  const told = await leaving.until(({ method }) => method === 'command/exec/outputDelta');
  const pid = Number(plain((told.params as { deltaBase64: string }).deltaBase64));
  expect(() => process.kill(pid, 0)).not.toThrow();
  await leaving.disconnect();
  await expect.poll(() => isAlive(pid)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
