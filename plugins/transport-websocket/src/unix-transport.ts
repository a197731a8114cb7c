import { chmod, link, lstat, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, isAbsolute, join } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import type { Transport } from '@tenon/plugin-api/transport';
import { createCheck } from './auth.ts';
import { websocketOptions } from './options.ts';
import { serve, type WebsocketServer } from './serve.ts';

const answers = (path: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(path);
    const end = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });

const inUse = (path: string, message: string) =>
  tenonError({ code: 'address_in_use', message, file: path, mend: 'Use another path, or end that server.' });

const entryAt = (path: string) =>
  lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/** Takes away a socket that nobody listens on any more. Throws `address_in_use` for a live one, and for what is no socket. */
async function clear(path: string): Promise<void> {
  const found = await entryAt(path);
  if (!found) return;
  if (!found.isSocket() || (await answers(path))) {
    throw inUse(path, found.isSocket() ? `a server listens on ${path} already` : `${path} is there, and is no socket`);
  }
  await rm(path, { force: true });
}

/**
 * Listens in a folder of its own that nobody else can enter, and puts the socket in its place when its mode is set: bound at its
 * place, somebody could connect before that. (A umask would do, but belongs to the whole process, and workers have none.)
 */
async function listenPrivately(path: string, serveAt: (path: string) => Promise<WebsocketServer>) {
  const folder = await mkdtemp(`${dirname(path)}/.`);
  try {
    const bound = join(folder, 's');
    const server = await serveAt(bound);
    try {
      await chmod(bound, 0o600);
      const { ino } = await lstat(bound);
      await link(bound, path);
      return { server, ino };
    } catch (error) {
      await server.close();
      const taken = (error as NodeJS.ErrnoException).code === 'EEXIST';
      throw taken ? inUse(path, `another server has just begun to listen on ${path}`) : error;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Websockets on a unix socket; by default `app-server-control/app-server-control.sock` in the home folder. */
export function createUnixTransport(): Transport {
  return {
    async listen(address, context) {
      const given = address.slice('unix://'.length);
      const path = given || join(context.home, 'app-server-control', 'app-server-control.sock');
      if (!isAbsolute(path)) {
        throw tenonError({
          code: 'address_invalid',
          message: `\`${address}\` names no absolute path`,
          mend: 'Use unix:///PATH.',
        });
      }
      const check = await createCheck(websocketOptions(context.options).auth);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      if (!given) await chmod(dirname(path), 0o700);
      await clear(path);
      const { server, ino } = await listenPrivately(path, (at) => serve({ path: at }, check, context));
      context.notice(`  listening on: unix://${path}`);
      const close = async () => {
        // Another server's socket may stand there by now.
        if ((await entryAt(path))?.ino === ino) await rm(path, { force: true });
        await server.close();
      };
      return { address: `unix://${path}`, ended: new Promise(() => {}), close };
    },
  };
}
