import { isTenonError } from '@tenon/plugin-api';
import type { AdditionalPermissionProfile } from '@tenon/protocol';
import { readRequest } from '@tenon/sandboxing';
import type { ExecCommandArguments } from './call-arguments.ts';

/**
 * What a call asks to be allowed beyond what is in force; undefined when it does not ask. Throws, for the model to read, for
 * arguments that do not go together (in the words of Codex 0.128), and for permissions that cannot be read.
 */
export function additionalPermissionsOf(
  { sandbox_permissions, additional_permissions }: ExecCommandArguments,
  enabled: boolean,
): AdditionalPermissionProfile | undefined {
  const asks = sandbox_permissions === 'with_additional_permissions';
  const given = additional_permissions ?? undefined;
  if (!enabled && (asks || given !== undefined)) {
    throw new Error(
      'additional permissions are disabled; enable `features.exec_permission_approvals` before using `with_additional_permissions`',
    );
  }
  if (!asks) {
    if (given === undefined) return undefined;
    throw new Error('`additional_permissions` requires `sandbox_permissions` set to `with_additional_permissions`');
  }
  if (given === undefined) {
    throw new Error(
      'missing `additional_permissions`; provide at least one of `network` or `file_system` when using `with_additional_permissions`',
    );
  }
  const asked = read(given);
  if (asked) return asked;
  throw new Error(
    '`additional_permissions` must include at least one requested permission in `network` or `file_system`',
  );
}

function read(given: unknown): AdditionalPermissionProfile | undefined {
  try {
    return readRequest(given);
  } catch (cause) {
    if (!isTenonError(cause)) throw cause;
    throw new Error(`failed to parse function arguments: additional_permissions: ${cause.message}`, { cause });
  }
}
