import { describeIssues, type StandardSchemaV1, tenonError } from '@tenon/plugin-api';
import { type RpcMethodContext, rpcMethods } from '@tenon/plugin-api/rpc-methods';
import { paramsSchemas } from '@tenon/protocol';
import type { Host } from './host.ts';
import { invalidRequest } from './rpc-error.ts';

/** Why that name cannot be a plugin's method; undefined when it can. */
function refusal(name: string): string | undefined {
  if (Object.hasOwn(paramsSchemas, name)) return "is one of the protocol's own";
  if (!/^[^/\s]+(\/[^/\s]+)+$/.test(name)) return 'needs a prefix of its own, as in acme/list';
  return undefined;
}

/** An error for each method of a plugin that cannot be called, by name. */
export function refusedMethods({ runtime }: Host): readonly Error[] {
  using generation = runtime.acquire();
  return generation.names(rpcMethods).flatMap((name) => {
    const why = refusal(name);
    const plugin = generation.owner(rpcMethods, name);
    if (!why) return [];
    return [
      tenonError({
        code: 'rpc_method_refused',
        message: `the method ${name} ${why}: it is left out`,
        mend: 'Give it another name.',
        ...(plugin && { plugin }),
      }),
    ];
  });
}

async function valid(schema: StandardSchemaV1, value: unknown, root: string, plugin?: string): Promise<unknown> {
  const result = await schema['~standard'].validate(value);
  if (!result.issues) return result.value;
  const message = describeIssues(root, result.issues);
  if (!plugin) throw invalidRequest(`Invalid request: ${message}`);
  throw tenonError({ code: 'internal_error', message: `a result does not match its schema: ${message}`, plugin });
}

/** Calls a plugin's method. undefined: no plugin has it. Throws what the handler throws, and for params and results that do not match. */
export async function callPluginMethod(
  host: Host,
  name: string,
  params: unknown,
  context: RpcMethodContext & { readonly experimentalApi: boolean },
): Promise<{ readonly result: unknown } | undefined> {
  if (refusal(name)) return undefined;
  using generation = host.runtime.acquire();
  const plugin = generation.owner(rpcMethods, name);
  if (!plugin) return undefined;
  const method = await generation.get(rpcMethods, name);
  if (!method)
    throw tenonError({ code: 'unsupported', message: `${name} could not be loaded; see the report`, plugin });
  if (method.experimental && !context.experimentalApi) {
    throw invalidRequest(`${name} requires experimentalApi capability`);
  }
  const { client, signal } = context;
  const given = await valid(method.params, params ?? {}, name);
  return { result: await valid(method.result, await method.handle(given, { client, signal }), name, plugin) };
}
