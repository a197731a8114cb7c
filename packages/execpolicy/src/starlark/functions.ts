import { StarlarkError } from './starlark-error.ts';
import type { CallArguments, Value } from './values.ts';

/** The arguments by name, as a function's body sees them. */
export function callFunction(
  name: string,
  parameters: readonly string[],
  defaults: ReadonlyMap<string, Value>,
  { positional, named, at }: CallArguments,
): Map<string, Value> {
  if (positional.length > parameters.length)
    throw new StarlarkError(`\`${name}\` takes ${parameters.length} arguments, got ${positional.length}`, at);
  const found = new Map(positional.map((value, index) => [parameters[index] as string, value]));
  for (const [key, value] of named) {
    if (!parameters.includes(key)) throw new StarlarkError(`\`${name}\` has no parameter \`${key}\``, at);
    if (found.has(key)) throw new StarlarkError(`\`${name}\` gets \`${key}\` twice`, at);
    found.set(key, value);
  }
  for (const parameter of parameters) {
    if (found.has(parameter)) continue;
    const value = defaults.get(parameter);
    if (value === undefined) throw new StarlarkError(`\`${name}\` needs \`${parameter}\``, at);
    found.set(parameter, value);
  }
  return found;
}
