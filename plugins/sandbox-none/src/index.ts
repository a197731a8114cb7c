import { confineFiles, isConfined } from '@tenon/confined-files';
import { definePlugin, tenonError } from '@tenon/plugin-api';
import { type Sandbox, sandbox } from '@tenon/plugin-api/sandbox';
import type { PermissionProfile } from '@tenon/protocol';

const MEND = 'Run with `--sandbox danger-full-access`, or install a plugin that provides a sandbox.';

const PLUGIN = 'tenon.sandbox-none';

const unavailable = (profile: PermissionProfile) =>
  isConfined(profile) ? 'No sandbox is installed that could confine a command.' : undefined;

const none: Sandbox = {
  name: 'none',
  unavailable,
  wrap(command, { profile }) {
    const why = unavailable(profile);
    if (why === undefined) return command;
    throw tenonError({ code: 'sandbox_unavailable', message: why, mend: MEND, plugin: PLUGIN });
  },
  files: (files, request) => (isConfined(request.profile) ? confineFiles(files, request, PLUGIN) : files),
};

/** No confinement of commands: says so, and refuses what it cannot confine. */
export default definePlugin({
  id: PLUGIN,
  register: () => [sandbox.provide(() => none)],
});
