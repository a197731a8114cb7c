import { tenonError } from '@tenon/plugin-api';
import type { AdditionalPermissionProfile } from '@tenon/protocol';
import { bad, tableOf } from './json-table.ts';
import { readAdditional } from './read-profile.ts';

const paths = (access: 'read' | 'write') => ({
  type: 'array',
  description: `Absolute paths to grant ${access} access to.`,
  items: { type: 'string' },
});

/** How a model asks for more permissions, as JSON Schema of a tool's parameter. */
export const permissionsParameter = {
  type: 'object',
  properties: {
    network: {
      type: 'object',
      properties: { enabled: { type: 'boolean', description: 'True to ask for the network.' } },
      additionalProperties: false,
    },
    file_system: {
      type: 'object',
      properties: { read: paths('read'), write: paths('write') },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
} as const;

/**
 * Reads what a model asked for by `permissionsParameter`; undefined when that is nothing. Throws what `readAdditional` throws, and
 * `bad_permission_profile` for a key that is not of the parameter: what is asked for is never quietly less; and `bad_permission_path` for
 * a path that a person cannot read as it is.
 */
export function readRequest(value: unknown): AdditionalPermissionProfile | undefined {
  const { properties } = permissionsParameter;
  const table = tableOf(value, 'the permissions');
  knownOnly(table, properties, 'the permissions');
  knownOnly(table.network, properties.network.properties, 'network');
  knownOnly(table.file_system, properties.file_system.properties, 'file_system');
  const asked = readAdditional(table);
  for (const { path } of asked.fileSystem?.entries ?? []) if (path.type === 'path') mustBeSeen(path.path);
  return asked.network || asked.fileSystem ? asked : undefined;
}

function knownOnly(value: unknown, known: object, where: string): void {
  if (value === undefined || value === null) return;
  const other = Object.keys(tableOf(value, where)).find((key) => !Object.hasOwn(known, key));
  if (other !== undefined) throw bad(where, `${JSON.stringify(other)} is not known`);
}

/** Controls, and marks that turn the direction of text. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}]/u;

function mustBeSeen(path: string): void {
  if (!UNSEEN.test(path)) return;
  throw tenonError({
    code: 'bad_permission_path',
    message: `a permission cannot be for the path ${JSON.stringify(path)}: nobody can read what they would grant`,
    mend: 'Ask for a folder above it.',
  });
}
