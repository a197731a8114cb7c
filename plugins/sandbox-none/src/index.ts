import { definePlugin, tenonError } from '@tenon/plugin-api';
import { type Sandbox, sandbox } from '@tenon/plugin-api/sandbox';
import type { SandboxPolicy } from '@tenon/protocol';
import { confineFiles } from './confined-files.ts';

const MEND = 'Run with `--sandbox danger-full-access`, or install a plugin that provides a sandbox.';

/** Nothing to confine: everything is allowed, or someone else confines the host. */
const needsNothing = (policy: SandboxPolicy) => policy.type === 'dangerFullAccess' || policy.type === 'externalSandbox';

const unavailable = (policy: SandboxPolicy) =>
  needsNothing(policy) ? undefined : `No sandbox is installed that could confine a command (policy ${policy.type}).`;

const none: Sandbox = {
  name: 'none',
  unavailable,
  wrap(command, { policy }) {
    const why = unavailable(policy);
    if (why === undefined) return command;
    throw tenonError({ code: 'sandbox_unavailable', message: why, mend: MEND, plugin: 'tenon.sandbox-none' });
  },
  files: (files, request) => (needsNothing(request.policy) ? files : confineFiles(files, request)),
};

/** No confinement of commands: says so, and refuses what it cannot confine. */
export default definePlugin({
  id: 'tenon.sandbox-none',
  register: () => [sandbox.provide(() => none)],
});
