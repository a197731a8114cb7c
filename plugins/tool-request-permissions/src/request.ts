import { isTenonError, tenonError } from '@tenon/plugin-api';
import type { GrantedPermissions } from '@tenon/plugin-api/tool';
import type { AdditionalPermissionProfile, FileSystemSandboxEntry } from '@tenon/protocol';
import { readRequest } from '@tenon/sandboxing';
import * as z from 'zod/mini';

const Arguments = z.object({ permissions: z.unknown(), reason: z.optional(z.nullable(z.string())) });

const PLUGIN = 'tenon.tool-request-permissions';

const refused = (what: string, cause?: unknown) =>
  tenonError({
    code: 'arguments_invalid',
    message: `failed to parse function arguments: ${what}`,
    plugin: PLUGIN,
    cause,
  });

/** Reads the model's arguments. Throws `arguments_invalid`, also for a relative path, and `request_empty`. */
export function parseRequest(input: string): { permissions: AdditionalPermissionProfile; reason: string | null } {
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch (cause) {
    throw refused((cause as Error).message, cause);
  }
  const parsed = z.safeParse(Arguments, value);
  if (!parsed.success) throw refused('expected an object with `permissions`, and a text as `reason`', parsed.error);
  const permissions = read(parsed.data.permissions);
  if (permissions) return { permissions, reason: parsed.data.reason || null };
  throw tenonError({
    code: 'request_empty',
    message: 'request_permissions requires at least one permission',
    mend: 'Ask for the network, or for files to read or write.',
    plugin: PLUGIN,
  });
}

function read(permissions: unknown): AdditionalPermissionProfile | undefined {
  try {
    return readRequest(permissions);
  } catch (cause) {
    if (!isTenonError(cause)) throw cause;
    throw refused(`permissions: ${cause.message}`, cause);
  }
}

/**
 * What the model reads, in the form that Codex 0.128 gives it: the profile in snake case and the scope. Nothing was granted when both
 * parts are null. What the lists cannot say stands in `entries`.
 */
export function grantText(granted: GrantedPermissions | undefined): string {
  const { permissions, scope } = granted ?? { permissions: {}, scope: 'turn' };
  return JSON.stringify({
    permissions: {
      network: permissions.network?.enabled ? { enabled: true } : null,
      file_system: permissions.fileSystem ? filesOf(permissions.fileSystem) : null,
    },
    scope,
  });
}

function filesOf({ read, write, entries }: NonNullable<AdditionalPermissionProfile['fileSystem']>) {
  const other = (entries ?? []).filter((entry) => !isListed(entry, read, write));
  return {
    ...(read?.length && { read }),
    ...(write?.length && { write }),
    ...(other.length > 0 && { entries: other }),
  };
}

type Paths = readonly string[] | null | undefined;

const isListed = ({ path, access }: FileSystemSandboxEntry, read: Paths, write: Paths) =>
  path.type === 'path' && ((access === 'read' ? read : access === 'write' ? write : null) ?? []).includes(path.path);
