import { type AppServer, acceptChannel } from '@tenon/app-server';
import { type AnyPlugin, createScope, tenonError } from '@tenon/plugin-api';
import { type Listener, type Transport, transports } from '@tenon/plugin-api/transport';

/** Bytes of the longest message a client may send. */
const maxMessageBytes = 64 * 1024 * 1024;

/** Transports of ours, by scheme: loaded without the runtime, so that `initialize` waits for no other plugin. */
const builtIn: Readonly<Record<string, () => Promise<AnyPlugin>>> = {
  stdio: async () => (await import('@tenon/plugin-transport-stdio')).default,
  ws: async () => (await import('@tenon/plugin-transport-websocket')).default,
  unix: async () => (await import('@tenon/plugin-transport-websocket')).default,
};

async function transportOf(scheme: string, server: AppServer): Promise<Transport | undefined> {
  const load = Object.hasOwn(builtIn, scheme) ? builtIn[scheme] : undefined;
  if (load) {
    const plugin = await load();
    const member = plugin
      .register({ config: undefined, needs: {} })
      .find((one) => one.point === transports.id && one.name === scheme);
    return (await member?.make?.(createScope(`transport ${scheme}`))) as Transport | undefined;
  }
  const { runtime } = await server.host();
  return await runtime.acquire().get(transports, scheme);
}

export interface ListenSetup {
  readonly home: string;
  /** What the command line says to the transport. */
  readonly options: unknown;
  readonly notice: (line: string) => void;
}

const knownAddresses = 'Use stdio://, unix://, unix://PATH, ws://IP:PORT, or the scheme of a transport plugin.';

/** Listens for clients at an address, whose scheme names the transport. */
export async function listen(server: AppServer, address: string, setup: ListenSetup): Promise<Listener> {
  if (address === 'off') {
    throw tenonError({
      code: 'transport_off',
      message: '`--listen off` leaves no transport: without remote control, nobody could connect',
      mend: knownAddresses,
    });
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//.exec(address)?.[1];
  const transport = scheme === undefined ? undefined : await transportOf(scheme, server);
  if (!transport) {
    throw tenonError({
      code: 'address_invalid',
      message: `\`--listen ${address}\` is no address of a transport`,
      mend: knownAddresses,
    });
  }
  return transport.listen(address, {
    ...setup,
    maxMessageBytes,
    accept: (channel) => acceptChannel(server, channel),
    report: (error) => server.report(error),
  });
}
