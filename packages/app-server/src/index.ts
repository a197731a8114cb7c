export { AppServer } from './app-server.ts';
export { Connection } from './connection.ts';
export type { AppServerOptions, Host } from './host.ts';
export { jsonLine } from './lines.ts';
export { protocolVersion } from './methods/initialize.ts';
export { serveStdio } from './stdio.ts';
export { sandboxPolicyOf } from './thread-settings.ts';
export type { Transport } from './transport.ts';
