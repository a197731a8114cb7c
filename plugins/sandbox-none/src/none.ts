import { confineFiles, isConfined } from '@tenon/confined-files';
import { tenonError } from '@tenon/plugin-api';
import type { Sandbox } from '@tenon/plugin-api/sandbox';

export const PLUGIN = 'tenon.sandbox-none';

const MEND = 'Run with `--sandbox danger-full-access`, or install a plugin that provides a sandbox.';

/** Why nothing is confined on a platform (`process.platform`). */
function whyNot(platform: string): string {
  if (platform === 'win32') return 'Confining commands is unsupported on Windows: Tenon has no sandbox for it.';
  return 'No sandbox is installed that could confine a command.';
}

/** Refuses every command that would have to be confined. */
export const noSandbox = (platform: string): Sandbox => ({
  name: 'none',
  unavailable: (profile) => (isConfined(profile) ? whyNot(platform) : undefined),
  wrap(command, { profile }) {
    if (!isConfined(profile)) return command;
    throw tenonError({ code: 'sandbox_unavailable', message: whyNot(platform), mend: MEND, plugin: PLUGIN });
  },
  files: (files, request) => (isConfined(request.profile) ? confineFiles(files, request, PLUGIN) : files),
});
