import { replacementParts } from './formatted.ts';
import type { Budget } from './limits.ts';
import { type Position, StarlarkError } from './starlark-error.ts';
import {
  type CallArguments,
  type Callable,
  equal,
  itemsOf,
  keyOf,
  list,
  show,
  typeName,
  type Value,
} from './values.ts';

type Method<T> = (self: T, args: CallArguments, budget: Budget) => Value;

/** The method `name` of a value, bound to it. */
export function method(self: Value, name: string, budget: Budget, at: Position): Callable {
  const bound = find(self, name);
  if (!bound) throw new StarlarkError(`${typeName(self)} has no method \`${name}\``, at);
  return { kind: 'function', name, call: (args) => bound(args, budget) };
}

function find(self: Value, name: string): ((args: CallArguments, budget: Budget) => Value) | undefined {
  if (typeof self === 'string') return bind(STRING, self, name);
  if (self === null || typeof self !== 'object') return undefined;
  if (self.kind === 'list') return bind(LIST, self.items, name);
  return self.kind === 'dict' ? bind(DICT, self.entries, name) : undefined;
}

function bind<T>(table: Readonly<Record<string, Method<T>>>, self: T, name: string) {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  return found && ((args: CallArguments, budget: Budget) => found(self, args, budget));
}

/** The positional arguments, whose number is bounded. */
function positional({ positional: given, named, at }: CallArguments, least: number, most: number): readonly Value[] {
  if (named.size > 0) throw new StarlarkError('takes no named arguments', at);
  if (given.length < least || given.length > most)
    throw new StarlarkError(`takes ${least === most ? least : `${least} to ${most}`} arguments`, at);
  return given;
}

function text(value: Value | undefined, at: Position): string {
  if (typeof value !== 'string') throw new StarlarkError(`expected a string, got ${typeName(value ?? null)}`, at);
  return value;
}

const mapped =
  (change: (self: string) => string): Method<string> =>
  (self, args, budget) => {
    positional(args, 0, 0);
    budget.take(self.length, args.at);
    return change(self);
  };

const trimmed =
  (start: boolean, end: boolean): Method<string> =>
  (self, args) => {
    const [given] = positional(args, 0, 1);
    const cut = given === undefined ? ' \t\n\r\f\v' : text(given, args.at);
    let [from, to] = [0, self.length];
    while (start && from < to && cut.includes(self[from] as string)) from += 1;
    while (end && to > from && cut.includes(self[to - 1] as string)) to -= 1;
    return self.slice(from, to);
  };

const tested =
  (test: (self: string, other: string) => boolean): Method<string> =>
  (self, args) => {
    const [other] = positional(args, 1, 1);
    if (other !== null && typeof other === 'object' && other.kind === 'tuple')
      return other.items.some((one) => test(self, text(one, args.at)));
    return test(self, text(other, args.at));
  };

const STRING: Readonly<Record<string, Method<string>>> = {
  lower: mapped((self) => self.toLowerCase()),
  upper: mapped((self) => self.toUpperCase()),
  strip: trimmed(true, true),
  lstrip: trimmed(true, false),
  rstrip: trimmed(false, true),
  startswith: tested((self, other) => self.startsWith(other)),
  endswith: tested((self, other) => self.endsWith(other)),
  split(self, args, budget) {
    const [by] = positional(args, 0, 1);
    budget.take(self.length, args.at);
    if (by === undefined) return list(self.split(/\s+/).filter((part) => part !== ''));
    if (by === '') throw new StarlarkError('the separator is empty', args.at);
    return list(self.split(text(by, args.at)));
  },
  join(self, args, budget) {
    const items = itemsOf(positional(args, 1, 1)[0] ?? null, args.at).map((item) => text(item, args.at));
    budget.take(
      items.reduce((sum, item) => sum + item.length + self.length, 0),
      args.at,
    );
    return items.join(self);
  },
  replace(self, args, budget) {
    const [from, to] = positional(args, 2, 2).map((one) => text(one, args.at)) as [string, string];
    const pieces = self.split(from);
    budget.take(self.length + pieces.length * to.length, args.at);
    return pieces.join(to);
  },
  format(self, { positional: given, named, at }, budget) {
    let next = 0;
    const shown = replacementParts(self, at).map((part) => {
      if (typeof part === 'string') return part;
      const value = /^\d*$/.test(part.field)
        ? given[part.field === '' ? next++ : Number(part.field)]
        : named.get(part.field);
      if (value === undefined) throw new StarlarkError(`no value for \`{${part.field}}\``, at);
      return show(value, (cells) => budget.take(cells, at));
    });
    budget.take(
      shown.reduce((sum, one) => sum + one.length, 0),
      at,
    );
    return shown.join('');
  },
};

const LIST: Readonly<Record<string, Method<Value[]>>> = {
  append(self, args, budget) {
    const [item] = positional(args, 1, 1);
    budget.take(1, args.at);
    self.push(item ?? null);
    return null;
  },
  extend(self, args, budget) {
    const items = itemsOf(positional(args, 1, 1)[0] ?? null, args.at);
    budget.take(items.length, args.at);
    for (const item of items) self.push(item);
    return null;
  },
  index(self, args, budget) {
    const [wanted] = positional(args, 1, 1);
    const found = self.findIndex((item) => equal(item, wanted ?? null, () => budget.step(args.at)));
    if (found < 0) throw new StarlarkError('the item is not in the list', args.at);
    return found;
  },
};

const DICT: Readonly<Record<string, Method<Map<string | number | boolean | null, Value>>>> = {
  keys: (self, args) => list(positional(args, 0, 0) && [...self.keys()]),
  values: (self, args) => list(positional(args, 0, 0) && [...self.values()]),
  items: (self, args) =>
    list(positional(args, 0, 0) && [...self].map(([key, value]) => ({ kind: 'tuple', items: [key, value] }))),
  get(self, args) {
    const [key, otherwise] = positional(args, 1, 2);
    return self.get(keyOf(key ?? null, args.at)) ?? otherwise ?? null;
  },
};
