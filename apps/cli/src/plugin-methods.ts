import { rpcMethods } from '@tenon/plugin-api/rpc-methods';
import { type ExtraMethod, jsonSchemaOf } from '@tenon/protocol/generate';
import { tenonHome } from './home.ts';
import { openRuntime } from './host.ts';
import { reportError } from './report-error.ts';

/** The methods of the configured plugins, as JSON Schemas. A schema of another library than zod becomes one that takes anything. */
export async function pluginMethods(experimental: boolean): Promise<Record<string, ExtraMethod>> {
  const { runtime } = await openRuntime({
    home: tenonHome(process.env),
    cwd: process.cwd(),
    env: process.env,
    overrides: [],
    onProblem: reportError,
  });
  await using _ = runtime;
  using generation = runtime.acquire();
  const methods: Record<string, ExtraMethod> = {};
  for (const name of generation.names(rpcMethods)) {
    const method = await generation.get(rpcMethods, name);
    if (!method || (method.experimental && !experimental)) continue;
    methods[name] = { params: jsonSchemaOf(method.params) ?? {}, result: jsonSchemaOf(method.result) ?? {} };
  }
  return methods;
}
