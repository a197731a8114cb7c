import type { ClientMethod } from '@tenon/protocol';
import type { HandledMethod } from './handlers.ts';
import { invalidRequest } from './rpc-error.ts';

/** What each method that has no handler lacks. A method leaves this table when it enters that of handlers. */
export const unsupportedMethods: { readonly [M in Exclude<ClientMethod, HandledMethod>]: string } = {
  'thread/goal/set': 'there are no goals yet',
  'thread/goal/get': 'there are no goals yet',
  'thread/goal/clear': 'there are no goals yet',
  'memory/reset': 'there is no memory yet',
  'hooks/list': 'there are no hooks of files yet',
  'marketplace/add': 'there are no marketplaces yet',
  'marketplace/remove': 'there are no marketplaces yet',
  'marketplace/upgrade': 'there are no marketplaces yet',
  'plugin/list': 'there are no plugins of marketplaces yet',
  'plugin/read': 'there are no plugins of marketplaces yet',
  'app/list': 'there are no apps',
  'device/key/create': 'there are no device keys',
  'device/key/public': 'there are no device keys',
  'device/key/sign': 'there are no device keys',
  'plugin/install': 'there are no plugins of marketplaces yet',
  'plugin/uninstall': 'there are no plugins of marketplaces yet',
  'thread/realtime/start': 'there are no realtime conversations',
  'thread/realtime/appendAudio': 'there are no realtime conversations',
  'thread/realtime/appendText': 'there are no realtime conversations',
  'thread/realtime/stop': 'there are no realtime conversations',
  'thread/realtime/listVoices': 'there are no realtime conversations',
  'review/start': 'there are no reviews yet',
  'mock/experimentalMethod': 'it stands only for tests of the peer',
  'mcpServer/oauth/login': 'there are no MCP servers yet',
  'config/mcpServer/reload': 'there are no MCP servers yet',
  'mcpServerStatus/list': 'there are no MCP servers yet',
  'mcpServer/resource/read': 'there are no MCP servers yet',
  'mcpServer/tool/call': 'there are no MCP servers yet',
  'windowsSandbox/setupStart':
    'there is no sandbox for Windows: commands that would have to be confined are refused there',
  'account/sendAddCreditsNudgeEmail': 'there are no ChatGPT accounts, whose credits it is about',
};

/** The answer to such a method. */
export const unsupported = (method: keyof typeof unsupportedMethods) =>
  invalidRequest(`${method} is unsupported in this version: ${unsupportedMethods[method]}`, {
    code: 'unsupported',
    mend: `Go on without ${method}.`,
  });
