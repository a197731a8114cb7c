import { definePlugin } from '@tenon/plugin-api';
import { transports } from '@tenon/plugin-api/transport';

/** The app-server protocol over websockets: `ws://IP:PORT`, and `unix://[PATH]` for a websocket over a unix socket. */
export default definePlugin({
  id: 'tenon.transport-websocket',
  register: () => [
    transports.add('ws', async () => (await import('./ws-transport.ts')).createWsTransport()),
    transports.add('unix', async () => (await import('./unix-transport.ts')).createUnixTransport()),
  ],
});
