import type { Tool } from '@tenon/plugin-api/tool';
import type { ToolExecConfig } from './config.ts';
import { createExecCommand } from './exec-command.ts';
import { createSessionRegistries } from './session-registry.ts';
import { createWriteStdin } from './write-stdin.ts';

/** Both tools, which share the sessions of each thread. */
export function createExecTools(config: ToolExecConfig): { readonly execCommand: Tool; readonly writeStdin: Tool } {
  const registryOf = createSessionRegistries();
  return { execCommand: createExecCommand(config, registryOf), writeStdin: createWriteStdin(config, registryOf) };
}
