import { type ClientMethod, type ClientRequests, paramsSchemas } from '@tenon/protocol';
import type { $ZodIssue, $ZodType } from 'zod/v4/core';
import { invalidRequest } from './rpc-error.ts';

const at = (path: readonly PropertyKey[]) => path.map(String).join('.');

function read(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of path) found = (found as Record<PropertyKey, unknown> | undefined)?.[key];
  return found;
}

/** One issue in the words clients of the peer know: `missing field`, `unknown variant`, `invalid type`. */
function words(issue: $ZodIssue, params: unknown): string {
  const given = read(params, issue.path);
  const where = at(issue.path);
  if (given === undefined && issue.path.length > 0) return `missing field \`${where}\``;
  const shown = JSON.stringify(given) ?? String(given);
  const short = shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
  const place = where ? ` for \`${where}\`` : '';
  if (issue.code === 'invalid_value') {
    return `unknown variant ${short}${place}, expected one of ${issue.values.map((one) => `\`${String(one)}\``).join(', ')}`;
  }
  if (issue.code === 'invalid_type') return `invalid type: ${short}${place}, expected ${issue.expected}`;
  return `invalid value: ${short}${place}`;
}

/** The params as the method's schema gives them. Throws `Invalid request: …` (-32600), as the peer does for bad params. */
export async function validParams<M extends ClientMethod>(
  method: M,
  params: unknown,
): Promise<ClientRequests[M]['params']> {
  const schema: $ZodType = await paramsSchemas[method]();
  const result = await schema['~standard'].validate(params ?? {});
  if (!result.issues) return result.value as ClientRequests[M]['params'];
  const issue = result.issues[0] as $ZodIssue | undefined;
  throw invalidRequest(`Invalid request: ${issue ? words(issue, params ?? {}) : 'params do not match the schema'}`);
}
