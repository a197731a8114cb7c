import { expect, test } from 'vitest';
import { machineServer } from './machine.ts';

test('a time-out of 64 bits is taken, and is never reached', async () => {
  await using server = await machineServer({});
  const client = await server.ready();
  for (const timeoutMs of [Number('9223372036854775807'), Number.MAX_SAFE_INTEGER + 1]) {
    const params = { command: ['/bin/sh', '-c', 'sleep 0.1; echo done'], cwd: server.path, timeoutMs };
    expect(await client.request('command/exec', params)).toMatchObject({ exitCode: 0, stdout: 'done\n' });
  }
  const refused = await client.refused('command/exec', { command: ['true'], timeoutMs: 0.5 });
  expect(refused).toMatchObject({ code: -32600, message: 'Invalid request: invalid value: 0.5 for `timeoutMs`' });
});
