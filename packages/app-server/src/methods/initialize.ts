import type { Handler } from '../handler.ts';
import { invalidRequest } from '../rpc-error.ts';

/** The version of the protocol spoken here: clients read it out of the user agent. */
export const protocolVersion = '0.128.0';

export const initialize: Handler<'initialize'> = (params, context) => {
  const { server, connection, afterResponse } = context;
  // The global: importing `node:process` costs 7 ms, for it makes every stream the process has.
  const { platform, arch } = process;
  const { name, version } = params.clientInfo;
  const { experimentalApi = false, eventSequence = false, optOutNotificationMethods } = params.capabilities ?? {};
  if (eventSequence && !experimentalApi) {
    throw invalidRequest('initialize.capabilities.eventSequence requires experimentalApi capability');
  }
  connection.client = {
    name,
    version,
    experimentalApi,
    eventSequence,
    optOut: new Set(optOutNotificationMethods ?? []),
  };
  // The host is opened behind the answer, so that the next request need not wait for it. One that cannot be opened yet
  // is tried again by the request that needs it, which is told why.
  const open = async () => {
    if (!connection.signal.aborted) await server.host();
  };
  afterResponse(() => void setImmediate(() => open().catch(() => {})));
  const os = platform === 'darwin' ? 'macos' : platform === 'win32' ? 'windows' : platform;
  return {
    userAgent: `${name}/${protocolVersion} (${os}; ${arch}) tenon/${server.options.version} (${name}; ${version})`,
    codexHome: server.options.home,
    platformFamily: platform === 'win32' ? 'windows' : 'unix',
    platformOs: os,
  };
};
