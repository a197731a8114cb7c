import { isIP } from 'node:net';
import { tenonError } from '@tenon/plugin-api';
import type { Transport } from '@tenon/plugin-api/transport';
import { createCheck } from './auth.ts';
import { websocketOptions } from './options.ts';
import { serve } from './serve.ts';

const isLoopback = (ip: string) => /^127\./.test(ip) || ip === '::1' || /^::ffff:127\./i.test(ip);

function parse(address: string): { readonly host: string; readonly port: number } {
  const [, v6, v4, digits] = /^ws:\/\/(?:\[([^\]]+)\]|([^:/]+)):(\d{1,5})\/?$/.exec(address) ?? [];
  const host = v6 ?? v4 ?? '';
  const port = Number(digits);
  if (isIP(host) && port <= 65535) return { host, port };
  throw tenonError({
    code: 'address_invalid',
    message: `invalid websocket listen address \`${address}\`: expected \`ws://IP:PORT\``,
    mend: 'Name an IP address, such as ws://127.0.0.1:4500.',
  });
}

/** Websockets on TCP. Without auth only loopback addresses are served (`auth_required`). */
export function createWsTransport(): Transport {
  return {
    async listen(address, context) {
      const at = parse(address);
      const { auth } = websocketOptions(context.options);
      if (!auth && !isLoopback(at.host)) {
        throw tenonError({
          code: 'auth_required',
          message: `${address} is open to other machines, and no auth is set: whoever connects could run commands`,
          mend: 'Set --ws-auth capability-token or --ws-auth signed-bearer-token, or listen on 127.0.0.1.',
        });
      }
      const server = await serve(at, await createCheck(auth), context).catch((cause: NodeJS.ErrnoException) => {
        throw tenonError({
          code: cause.code === 'EADDRINUSE' ? 'address_in_use' : 'listen_failed',
          message: `${address} cannot be listened on: ${cause.message}`,
          mend: 'Name another port (0 takes any free one), or end the program that has it.',
          cause,
        });
      });
      const bound = server.address();
      const port = typeof bound === 'object' && bound ? bound.port : at.port;
      const where = `${isIP(at.host) === 6 ? `[${at.host}]` : at.host}:${port}`;
      context.notice(`  listening on: ws://${where}`);
      context.notice(`  readyz: http://${where}/readyz`);
      context.notice(`  healthz: http://${where}/healthz`);
      return { address: `ws://${where}`, ended: new Promise(() => {}), close: () => server.close() };
    },
  };
}
