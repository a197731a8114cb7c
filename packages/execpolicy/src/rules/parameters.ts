import { callFunction } from '../starlark/functions.ts';
import { type Position, StarlarkError } from '../starlark/starlark-error.ts';
import { type CallArguments, type Callable, typeName, type Value } from '../starlark/values.ts';

/** What a rule function was called with, each parameter read with its type. */
export class Parameters {
  readonly at: Position;
  readonly #function: string;
  readonly #values: ReadonlyMap<string, Value>;

  constructor(name: string, values: ReadonlyMap<string, Value>, at: Position) {
    this.#function = name;
    this.#values = values;
    this.at = at;
  }

  wrong(message: string): StarlarkError {
    return new StarlarkError(`${this.#function}: ${message}`, this.at);
  }

  text(name: string): string {
    const value = this.#values.get(name) ?? null;
    if (typeof value !== 'string') throw this.wrong(`\`${name}\` is a string, got ${typeName(value)}`);
    return value;
  }

  /** A string that, where it is given, says something. */
  justification(): { readonly justification?: string } {
    if (this.#values.get('justification') === NOT_GIVEN) return {};
    const justification = this.text('justification');
    if (justification.trim() === '') throw this.wrong('`justification` is blank');
    return { justification };
  }

  list(name: string): readonly Value[] {
    const value = this.#values.get(name) ?? null;
    if (value === NOT_GIVEN) return [];
    if (value === null || typeof value !== 'object' || value.kind !== 'list')
      throw this.wrong(`\`${name}\` is a list, got ${typeName(value)}`);
    return value.items;
  }

  /** Strings only. */
  texts(name: string, items: readonly Value[] = this.list(name)): string[] {
    return items.map((item) => {
      if (typeof item !== 'string') throw this.wrong(`\`${name}\` takes strings, got ${typeName(item)}`);
      return item;
    });
  }

  oneOf<T>(name: string, choices: Readonly<Record<string, T>>): T {
    const value = this.text(name);
    const found = Object.hasOwn(choices, value) ? choices[value] : undefined;
    if (found === undefined)
      throw this.wrong(`\`${name}\` is one of ${Object.keys(choices).join(', ')}, got ${JSON.stringify(value)}`);
    return found;
  }
}

const NOT_GIVEN: Value = { kind: 'tuple', items: [] };

/** A function of rules files. `optional` maps parameters that may be left out to their default, null for none. */
export function ruleFunction(
  name: string,
  required: readonly string[],
  optional: Readonly<Record<string, string | null>>,
  run: (parameters: Parameters) => void,
): readonly [string, Callable] {
  const names = [...required, ...Object.keys(optional)];
  const defaults = new Map(Object.entries(optional).map(([key, value]) => [key, value ?? NOT_GIVEN]));
  const call = (args: CallArguments): null => {
    run(new Parameters(name, callFunction(name, names, defaults, args), args.at));
    return null;
  };
  return [name, { kind: 'function', name, call }];
}
