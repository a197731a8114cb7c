import type { Handler } from '../handler.ts';

/** The version of the protocol spoken here: clients read it out of the user agent. */
export const protocolVersion = '0.128.0';

export const initialize: Handler<'initialize'> = (params, { server, connection }) => {
  // The global: importing `node:process` costs 7 ms, for it makes every stream the process has.
  const { platform, arch } = process;
  const { name, version } = params.clientInfo;
  connection.client = {
    name,
    version,
    experimentalApi: params.capabilities?.experimentalApi ?? false,
    eventSequence: params.capabilities?.eventSequence ?? false,
    optOut: new Set(params.capabilities?.optOutNotificationMethods ?? []),
  };
  const os = platform === 'darwin' ? 'macos' : platform === 'win32' ? 'windows' : platform;
  return {
    userAgent: `${name}/${protocolVersion} (${os}; ${arch}) tenon/${server.options.version} (${name}; ${version})`,
    codexHome: server.options.home,
    platformFamily: platform === 'win32' ? 'windows' : 'unix',
    platformOs: os,
  };
};
