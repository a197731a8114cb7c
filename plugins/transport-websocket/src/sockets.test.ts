import { createHmac } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Channel } from '@tenon/plugin-api/transport';
import { afterAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createUnixTransport } from './unix-transport.ts';
import { createWsTransport } from './ws-transport.ts';

const home = mkdtempSync(join(tmpdir(), 'tenon-ws-'));
afterAll(() => rmSync(home, { recursive: true }));

function echo(options: unknown = {}) {
  const notices: string[] = [];
  const errors: unknown[] = [];
  return {
    notices,
    errors,
    home,
    options,
    maxMessageBytes: 1000,
    notice: (line: string) => notices.push(line),
    report: (error: unknown) => errors.push(error),
    accept: (channel: Channel) => ({
      receive: (message: string | Uint8Array) =>
        channel.send(Buffer.from(message as Uint8Array).toString('latin1'), true),
      closed: () => {},
    }),
  };
}

const status = (url: string, headers: Record<string, string> = {}) =>
  new Promise<unknown>((resolve) => {
    const socket = new WebSocket(url, { headers });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
    socket.on('error', () => {});
    socket.on('unexpected-response', (_, response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve([response.statusCode, text]));
    });
  });

const said = (socket: WebSocket) =>
  new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));

test('ws: health without auth, Origin refused, any path, bytes as they came', async () => {
  const context = echo();
  const listener = await createWsTransport().listen('ws://127.0.0.1:0', context);
  const http = listener.address.replace('ws:', 'http:');
  expect(context.notices).toEqual([
    `  listening on: ${listener.address}`,
    `  readyz: ${http}/readyz`,
    `  healthz: ${http}/healthz`,
  ]);
  const codes = await Promise.all(
    [`${http}/readyz`, `${http}/healthz`, `${http}/x`].map(async (url) => (await fetch(url)).status),
  );
  expect(codes).toEqual([200, 200, 400]);
  expect((await fetch(`${http}/readyz`, { headers: { origin: http } })).status).toBe(403);
  expect(await status(listener.address, { origin: http })).toEqual([403, '']);
  const socket = new WebSocket(`${listener.address}/any/path`);
  await new Promise((resolve) => socket.once('open', resolve));
  const first = said(socket);
  socket.send(Buffer.from([0x7b, 0xff, 0x7d]), { binary: false });
  expect(Buffer.from(await first, 'latin1')).toEqual(Buffer.from([0x7b, 0xff, 0x7d]));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.send('x'.repeat(1001));
  expect(await closed).toBe(1009);
  expect(context.errors).toHaveLength(1);
  await listener.close();
});

test.each(['ws://localhost:0', 'ws://127.0.0.1', 'ws://1.2.3:4', 'ws://127.0.0.1:70000'])(
  '%s is refused',
  async (address) => {
    await expect(createWsTransport().listen(address, echo())).rejects.toMatchObject({ code: 'address_invalid' });
  },
);

test('a port that is taken is told, with a mend', async () => {
  const first = await createWsTransport().listen('ws://127.0.0.1:0', echo());
  await expect(createWsTransport().listen(first.address, echo())).rejects.toMatchObject({
    code: 'address_in_use',
    mend: expect.stringContaining('another port'),
  });
  await first.close();
});

test('open to other machines without auth: refused', async () => {
  await expect(createWsTransport().listen('ws://0.0.0.0:0', echo())).rejects.toMatchObject({ code: 'auth_required' });
});

test('capability token', async () => {
  const tokenFile = join(home, 'token');
  writeFileSync(tokenFile, 'secret\n');
  const listener = await createWsTransport().listen(
    'ws://127.0.0.1:0',
    echo({ auth: { type: 'capability-token', tokenFile } }),
  );
  expect(await status(listener.address)).toEqual([401, 'missing websocket bearer token']);
  expect(await status(listener.address, { authorization: 'Bearer wrong' })).toEqual([
    401,
    'invalid websocket bearer token',
  ]);
  expect(await status(listener.address, { authorization: 'Bearer secret' })).toBe(101);
  await listener.close();
});

test('signed bearer token', async () => {
  const sharedSecretFile = join(home, 'shared');
  const secret = 'a'.repeat(32);
  writeFileSync(sharedSecretFile, secret);
  const auth = { type: 'signed-bearer-token', sharedSecretFile, issuer: 'me', audience: 'you' };
  const listener = await createWsTransport().listen('ws://127.0.0.1:0', echo({ auth }));
  const token = (claims: object, alg = 'HS256', key = secret) => {
    const head = [{ alg, typ: 'JWT' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = alg === 'none' ? '' : createHmac('sha256', key).update(head).digest('base64url');
    return status(listener.address, { authorization: `Bearer ${head}.${signature}` });
  };
  const exp = Math.floor(Date.now() / 1000) + 600;
  const good = { iss: 'me', aud: 'you', exp };
  const refused = [401, 'invalid websocket bearer token'];
  expect(await token(good)).toBe(101);
  expect(await token(good, 'none')).toEqual(refused);
  expect(await token(good, 'HS256', 'b'.repeat(32))).toEqual(refused);
  expect(await token({ ...good, exp: exp - 1200 })).toEqual(refused);
  expect(await token({ iss: 'me', aud: 'you' })).toEqual(refused);
  expect(await token({ ...good, iss: 'x' })).toEqual(refused);
  expect(await token({ ...good, aud: 'x' })).toEqual(refused);
  await listener.close();
});

test('unix: modes, a live socket is refused, a stale one replaced', async () => {
  const listener = await createUnixTransport().listen('unix://', echo());
  const path = join(home, 'app-server-control/app-server-control.sock');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(home, 'app-server-control')).mode & 0o777).toBe(0o700);
  await expect(createUnixTransport().listen('unix://', echo())).rejects.toMatchObject({ code: 'address_in_use' });
  const socket = new WebSocket(`ws+unix:${path}:/`);
  await new Promise((resolve) => socket.once('open', resolve));
  const first = said(socket);
  socket.send('{}');
  expect(await first).toBe('{}');
  await listener.close();
  const file = join(home, 'file');
  writeFileSync(file, '');
  await expect(createUnixTransport().listen(`unix://${file}`, echo())).rejects.toMatchObject({
    code: 'address_in_use',
  });
});

test('unix: a socket at a path of choice is not there before nobody else can use it', async () => {
  const folder = mkdtempSync(join(home, 'open-'));
  chmodSync(folder, 0o777);
  const path = join(folder, 'custom.sock');
  const seen: unknown[] = [];
  const original = Server.prototype.listen;
  const listening = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...given) {
    const server = Reflect.apply(original, this, given);
    seen.push(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777));
    return server;
  });
  try {
    const listener = await createUnixTransport().listen(`unix://${path}`, echo());
    // Where it was bound: in one folder, which is private.
    expect(seen).toEqual([[0o700]]);
    expect(readdirSync(folder)).toEqual(['custom.sock']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await listener.close();
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    listening.mockRestore();
  }
});

test('unix: of two that begin at once, one listens; closing leaves what took its place', async () => {
  const path = join(home, 'raced.sock');
  const both = await Promise.allSettled([1, 2].map(() => createUnixTransport().listen(`unix://${path}`, echo())));
  expect(both.map(({ status: how }) => how).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'address_in_use', file: path });
  const listener = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))[0];
  rmSync(path);
  writeFileSync(path, 'mine');
  await listener?.close();
  expect(statSync(path).isFile()).toBe(true);
});
