import type { Tool } from '@tenon/plugin-api/tool';
import type { ToolExecConfig } from './config.ts';
import { createExecCommand } from './exec-command.ts';
import { createWriteStdin } from './write-stdin.ts';

/** Both tools, which share the sessions of each thread. */
export function createExecTools(config: ToolExecConfig): { readonly execCommand: Tool; readonly writeStdin: Tool } {
  return { execCommand: createExecCommand(config), writeStdin: createWriteStdin(config) };
}
