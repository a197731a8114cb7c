import type { Socket as Datagrams } from 'node:dgram';
import type { AddressInfo, Server } from 'node:net';

/** Servers on loopback, and on a Unix socket, that tell the secret to whoever reaches them. */
export interface Listeners extends AsyncDisposable {
  readonly tcpPort: number;
  readonly udpPort: number;
  /** Absolute. */
  readonly socketPath: string;
}

export async function listen(socketPath: string, secret: string): Promise<Listeners> {
  const { createServer } = process.getBuiltinModule('node:net');
  const { createSocket } = process.getBuiltinModule('node:dgram');
  const serve = () =>
    createServer((client) => {
      // Whoever is killed while it is told is not missed.
      client.on('error', () => {});
      client.end(secret);
    });
  const tcp = await ready(serve(), (server) => server.listen(0, '127.0.0.1'));
  const unix = await ready(serve(), (server) => server.listen(socketPath));
  const udp = await ready(createSocket('udp4'), (socket) => socket.bind(0, '127.0.0.1'));
  udp.on('message', (_data, from) => udp.send(secret, from.port, from.address));
  return {
    tcpPort: (tcp.address() as AddressInfo).port,
    udpPort: udp.address().port,
    socketPath,
    async [Symbol.asyncDispose]() {
      await Promise.all([tcp, unix, udp].map((each) => new Promise((done) => each.close(done))));
    },
  };
}

function ready<T extends Server | Datagrams>(server: T, start: (server: T) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => resolve(server));
    start(server);
  });
}
