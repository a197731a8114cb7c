// @tenon/client shows its token to a real server; a browser cannot.
import { execFile } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from '@tenon/client';
import { webSocket } from '@tenon/client/websocket';
import { reply } from '@tenon/testing/model-server';
import { expect, test, vi } from 'vitest';
import { free, listening } from './connections.ts';
import { world } from './program.ts';

// A slow machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const address = 'ws://127.0.0.1:0';
const opened = async (url: string, token?: string) => {
  const client = await connect({ transport: webSocket({ url, ...(token !== undefined && { token }) }) });
  await client.close();
  return 'opened';
};
const refused = { code: 'handshake_failed', message: expect.stringContaining('401') };

test('a capability token, by its file and by its digest', async () => {
  await using w = await world({ replies: [reply.text('hello')] });
  const tokenFile = join(w.home, 'token');
  writeFileSync(tokenFile, 'open-sesame\n');
  const digest = createHash('sha256').update('open-sesame').digest('hex');
  const auth = ['--ws-auth', 'capability-token'];
  const servers = await Promise.all([
    listening(w, address, ...auth, '--ws-token-file', tokenFile),
    listening(w, address, ...auth, '--ws-token-sha256', digest),
  ]);
  for (const { url } of servers) {
    await expect(opened(url)).rejects.toMatchObject(refused);
    await expect(opened(url, 'open-sesam')).rejects.toMatchObject(refused);
    await expect(opened(url, '')).rejects.toMatchObject(refused);
    expect(await opened(url, 'open-sesame')).toBe('opened');
  }
  const [{ url }] = servers;
  await using client = await connect({ transport: webSocket({ url, token: 'open-sesame' }) });
  expect((await (await client.startThread(free)).run('hi')).text).toBe('hello');
});

test('a signed token, with its times, issuer and audience', async () => {
  await using w = await world();
  const secret = 'a secret that is long enough for it';
  const secretFile = join(w.home, 'secret');
  writeFileSync(secretFile, secret);
  const { url } = await listening(
    w,
    address,
    ...['--ws-auth', 'signed-bearer-token', '--ws-shared-secret-file', secretFile],
    ...['--ws-issuer', 'desk', '--ws-audience', 'tenon', '--ws-max-clock-skew-seconds', '5'],
  );
  const now = Math.floor(Date.now() / 1000);
  const token = (claims: object, key = secret) => {
    const parts = [
      { alg: 'HS256', typ: 'JWT' },
      { iss: 'desk', aud: 'tenon', exp: now + 3600, ...claims },
    ];
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  };
  expect(await opened(url, token({}))).toBe('opened');
  for (const bad of [
    token({}, `${secret}!`),
    token({ exp: now - 60 }),
    token({ exp: undefined }),
    token({ nbf: now + 3600 }),
    token({ iss: 'else' }),
    token({ aud: 'else' }),
    'no.jwt.atall',
  ]) {
    await expect(opened(url, bad)).rejects.toMatchObject(refused);
  }
  await expect(opened(url)).rejects.toMatchObject(refused);
});

/** In a process that looks like a browser to the client: the global WebSocket, and no `process`. */
async function inBrowser(url: string, token?: string): Promise<unknown> {
  const script = `
    delete globalThis.process;
    const { connect } = await import('@tenon/client');
    const { webSocket } = await import('@tenon/client/websocket');
    try {
      const client = await connect({ transport: webSocket(${JSON.stringify({ url, token })}) });
      const thread = await client.startThread(${JSON.stringify(free)});
      const { text } = await thread.run('hi');
      await client.close();
      console.log(JSON.stringify({ text }));
    } catch ({ code, mend }) {
      console.log(JSON.stringify({ code, mend }));
    }`;
  const args = ['--conditions=@tenon/source', '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: join(import.meta.dirname, '..') });
  return JSON.parse(stdout);
}

test('a browser`s WebSocket takes no token: the client says so, and where none is needed it works', async () => {
  await using w = await world({ replies: [reply.text('hello')] });
  const tokenFile = join(w.home, 'token');
  writeFileSync(tokenFile, 'open-sesame');
  const open = await listening(w, address);
  const guarded = await listening(w, address, '--ws-auth', 'capability-token', '--ws-token-file', tokenFile);
  expect(
    await Promise.all([inBrowser(open.url), inBrowser(guarded.url), inBrowser(guarded.url, 'open-sesame')]),
  ).toEqual([
    { text: 'hello' },
    { code: 'handshake_failed' },
    { code: 'unsupported', mend: expect.stringContaining('proxy') },
  ]);
});
