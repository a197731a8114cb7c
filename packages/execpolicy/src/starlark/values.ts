import { type Position, StarlarkError } from './starlark-error.ts';

export type Value = null | boolean | number | string | List | Tuple | Dict | Callable;

export interface List {
  readonly kind: 'list';
  readonly items: Value[];
}

export interface Tuple {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
}

export interface Dict {
  readonly kind: 'dict';
  readonly entries: Map<string | number | boolean | null, Value>;
}

export interface CallArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  readonly at: Position;
}

export interface Callable {
  readonly kind: 'function';
  readonly name: string;
  call(args: CallArguments): Value;
}

export const list = (items: Value[]): List => ({ kind: 'list', items });

export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  return typeof value === 'string' ? 'string' : value.kind;
}

export function truth(value: Value): boolean {
  if (value === null || typeof value !== 'object') return Boolean(value);
  if (value.kind === 'function') return true;
  return value.kind === 'dict' ? value.entries.size > 0 : value.items.length > 0;
}

/** What a `for` goes through. A copy: the loop's body may change the list. */
export function itemsOf(value: Value, at: Position): Value[] {
  if (value !== null && typeof value === 'object') {
    if (value.kind === 'dict') return [...value.entries.keys()];
    if (value.kind !== 'function') return [...value.items];
  }
  throw new StarlarkError(`${typeName(value)} cannot be gone through`, at);
}

export function keyOf(value: Value, at: Position): string | number | boolean | null {
  if (value !== null && typeof value === 'object') throw new StarlarkError(`${typeName(value)} cannot be a key`, at);
  return value;
}

export function integer(value: number, at: Position): number {
  if (!Number.isSafeInteger(value)) throw new StarlarkError('the number is too large', at);
  return value;
}

/** Deep, with a bound on depth: a list can hold itself. `step` counts each pair, for lists shared many times over. */
export function equal(left: Value, right: Value, step: () => void, depth = 0): boolean {
  step();
  if (left === right) return true;
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return false;
  if (left.kind === 'function' || right.kind === 'function' || depth > DEPTH) return false;
  if (left.kind === 'dict' || right.kind === 'dict') {
    if (left.kind !== 'dict' || right.kind !== 'dict' || left.entries.size !== right.entries.size) return false;
    for (const [key, value] of left.entries) {
      const other = right.entries.get(key);
      if (other === undefined || !equal(value, other, step, depth + 1)) return false;
    }
    return true;
  }
  if (left.kind !== right.kind || left.items.length !== right.items.length) return false;
  return left.items.every((item, index) => equal(item, right.items[index] as Value, step, depth + 1));
}

/** Values within values are looked at this far. */
const DEPTH = 32;

/** As `str()` writes it; `repr()` where it stands within another value. `take` is told of each piece before it is joined. */
export function show(value: Value, take: (cells: number) => void, inside = false, depth = 0): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    take(value.length);
    return inside ? JSON.stringify(value) : value;
  }
  if (value.kind === 'function') return `<function ${value.name}>`;
  take(1);
  if (depth > DEPTH) return '...';
  const one = (item: Value) => show(item, take, true, depth + 1);
  if (value.kind === 'dict')
    return `{${[...value.entries].map(([key, item]) => `${one(key)}: ${one(item)}`).join(', ')}}`;
  const items = value.items.map(one).join(', ');
  if (value.kind === 'list') return `[${items}]`;
  return value.items.length === 1 ? `(${items},)` : `(${items})`;
}
