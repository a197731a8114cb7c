import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, isAbsolute, join } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import type { Transport } from '@tenon/plugin-api/transport';
import { createCheck } from './auth.ts';
import { websocketOptions } from './options.ts';
import { serve } from './serve.ts';

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

/** Takes away a socket that nobody listens on any more. Throws `address_in_use` for a live one, and for what is no socket. */
async function clear(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!found) return;
  if (!found.isSocket() || (await answers(path))) {
    throw tenonError({
      code: 'address_in_use',
      message: found.isSocket() ? `a server listens on ${path} already` : `${path} is there, and is no socket`,
      file: path,
      mend: 'Use another path, or end that server.',
    });
  }
  await rm(path, { force: true });
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
      // Bound within this call: its mode is set before anybody is let in.
      const listening = serve({ path }, check, context);
      const server = await listening;
      await chmod(path, 0o600);
      context.notice(`  listening on: unix://${path}`);
      return { address: `unix://${path}`, ended: new Promise(() => {}), close: () => server.close() };
    },
  };
}
