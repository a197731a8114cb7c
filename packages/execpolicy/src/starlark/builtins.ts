import { type Budget, LIMITS } from './limits.ts';
import { type Position, StarlarkError } from './starlark-error.ts';
import {
  type CallArguments,
  type Callable,
  integer,
  itemsOf,
  list,
  show,
  truth,
  typeName,
  type Value,
} from './values.ts';

/** The functions that every file has. */
export function builtins(budget: Budget): Map<string, Value> {
  const found = new Map<string, Value>();
  const add = (
    name: string,
    least: number,
    most: number,
    run: (args: readonly Value[], at: Position) => Value,
  ): void => {
    const call = ({ positional, named, at }: CallArguments): Value => {
      if (named.size > 0) throw new StarlarkError(`\`${name}\` takes no named arguments`, at);
      if (positional.length < least || positional.length > most)
        throw new StarlarkError(`\`${name}\` takes ${least === most ? least : `${least} to ${most}`} arguments`, at);
      return run(positional, at);
    };
    found.set(name, { kind: 'function', name, call } satisfies Callable);
  };
  const counted = (items: Value[], at: Position): Value[] => {
    budget.take(items.length, at);
    return items;
  };
  const items = (value: Value | undefined, at: Position): Value[] => counted(itemsOf(value ?? null, at), at);
  const shown = (value: Value | undefined, at: Position, inside: boolean): string =>
    show(value ?? null, (cells) => budget.take(cells, at), inside);

  add('len', 1, 1, ([value], at) => (typeof value === 'string' ? value.length : items(value, at).length));
  add('str', 1, 1, ([value], at) => shown(value, at, false));
  add('repr', 1, 1, ([value], at) => shown(value, at, true));
  add('bool', 1, 1, ([value]) => truth(value ?? null));
  add('type', 1, 1, ([value]) => typeName(value ?? null));
  add('list', 0, 1, ([value], at) => list(value === undefined ? [] : items(value, at)));
  add('tuple', 0, 1, ([value], at) => ({ kind: 'tuple', items: value === undefined ? [] : items(value, at) }));
  add('reversed', 1, 1, ([value], at) => list(items(value, at).reverse()));
  add('sorted', 1, 1, ([value], at) => list(sorted(items(value, at), at)));
  add('any', 1, 1, ([value], at) => items(value, at).some(truth));
  add('all', 1, 1, ([value], at) => items(value, at).every(truth));
  add('enumerate', 1, 1, ([value], at) =>
    list(items(value, at).map((item, index) => ({ kind: 'tuple', items: [index, item] }))),
  );
  add('zip', 0, 16, (given, at) => {
    const columns = given.map((one) => items(one, at));
    const length = Math.min(...columns.map((one) => one.length));
    const row = (index: number): Value => ({ kind: 'tuple', items: columns.map((one) => one[index] as Value) });
    return list(columns.length === 0 ? [] : Array.from({ length }, (_, index) => row(index)));
  });
  add('range', 1, 3, (given, at) => {
    const numbers = given.map((one) => {
      if (typeof one !== 'number') throw new StarlarkError('`range` takes numbers', at);
      return one;
    });
    const [start, stop, step] =
      numbers.length === 1
        ? [0, numbers[0] as number, 1]
        : [numbers[0] as number, numbers[1] as number, numbers[2] ?? 1];
    if (step === 0) throw new StarlarkError('the step is zero', at);
    const length = Math.max(0, Math.ceil((stop - start) / step));
    if (length > LIMITS.memory) throw new StarlarkError('the range is too long', at);
    return list(
      counted(
        Array.from({ length }, (_, index) => integer(start + index * step, at)),
        at,
      ),
    );
  });
  add('fail', 0, 16, (given, at) => {
    throw new StarlarkError(`fail: ${given.map((one) => shown(one, at, false)).join(' ')}`, at);
  });
  return found;
}

function sorted(items: Value[], at: Position): Value[] {
  if (items.every((one) => typeof one === 'number')) return items.sort((left, right) => left - right);
  if (items.every((one) => typeof one === 'string'))
    return items.sort((left, right) => (left < right ? -1 : left === right ? 0 : 1));
  throw new StarlarkError('`sorted` takes strings or numbers', at);
}
