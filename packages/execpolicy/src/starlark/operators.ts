import type { Budget } from './limits.ts';
import { type Position, StarlarkError } from './starlark-error.ts';
import { equal, integer, list, show, truth, typeName, type Value } from './values.ts';

/** Every binary operator but `and` and `or`, which do not always need their right side. */
export function binary(operator: string, left: Value, right: Value, budget: Budget, at: Position): Value {
  if (operator === '==') return equal(left, right, () => budget.step(at));
  if (operator === '!=') return !equal(left, right, () => budget.step(at));
  if (operator === 'in') return contains(right, left, budget, at);
  if (operator === 'not in') return !contains(right, left, budget, at);
  if (operator === '%' && typeof left === 'string') return percentFormat(left, right, budget, at);
  if (operator === '*') return times(left, right, budget, at);
  if (typeof left === 'number' && typeof right === 'number') return arithmetic(operator, left, right, at);
  if (typeof left === 'string' && typeof right === 'string') {
    if (operator === '+') {
      budget.take(left.length + right.length, at);
      return left + right;
    }
    if (operator in ORDER) return compare(operator, left < right ? -1 : left === right ? 0 : 1);
  }
  if (operator === '+') {
    const joined = concatenate(left, right, budget, at);
    if (joined) return joined;
  }
  throw new StarlarkError(`\`${operator}\` does not take ${typeName(left)} and ${typeName(right)}`, at);
}

const ORDER: Readonly<Record<string, (sign: number) => boolean>> = {
  '<': (sign) => sign < 0,
  '>': (sign) => sign > 0,
  '<=': (sign) => sign <= 0,
  '>=': (sign) => sign >= 0,
};

const compare = (operator: string, sign: number): boolean => ORDER[operator]?.(sign) ?? false;

function arithmetic(operator: string, left: number, right: number, at: Position): Value {
  if (operator === '+') return integer(left + right, at);
  if (operator === '-') return integer(left - right, at);
  if (operator in ORDER) return compare(operator, left - right);
  if (right === 0) throw new StarlarkError('division by zero', at);
  const quotient = Math.floor(left / right);
  return integer(operator === '//' ? quotient : left - quotient * right, at);
}

function times(left: Value, right: Value, budget: Budget, at: Position): Value {
  if (typeof left === 'number' && typeof right === 'number') return integer(left * right, at);
  const [value, count] = typeof right === 'number' ? [left, right] : [right, left];
  const often = typeof count === 'number' ? Math.max(0, count) : undefined;
  if (often !== undefined && typeof value === 'string') {
    budget.take(value.length * often, at);
    return value.repeat(value.length === 0 ? 0 : often);
  }
  if (often !== undefined && value !== null && typeof value === 'object' && value.kind === 'list') {
    budget.take(value.items.length * often, at);
    return list(value.items.length === 0 ? [] : Array.from({ length: often }, () => value.items).flat());
  }
  throw new StarlarkError(`\`*\` does not take ${typeName(left)} and ${typeName(right)}`, at);
}

function concatenate(left: Value, right: Value, budget: Budget, at: Position): Value | undefined {
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return undefined;
  if (left.kind === 'list' && right.kind === 'list') {
    budget.take(left.items.length + right.items.length, at);
    return list([...left.items, ...right.items]);
  }
  if (left.kind === 'tuple' && right.kind === 'tuple') {
    budget.take(left.items.length + right.items.length, at);
    return { kind: 'tuple', items: [...left.items, ...right.items] };
  }
  return undefined;
}

function contains(within: Value, value: Value, budget: Budget, at: Position): boolean {
  if (typeof within === 'string' && typeof value === 'string') return within.includes(value);
  if (within !== null && typeof within === 'object') {
    if (within.kind === 'dict') return (value === null || typeof value !== 'object') && within.entries.has(value);
    if (within.kind !== 'function') return within.items.some((item) => equal(item, value, () => budget.step(at)));
  }
  throw new StarlarkError(`\`in\` does not take ${typeName(value)} and ${typeName(within)}`, at);
}

function percentFormat(format: string, value: Value, budget: Budget, at: Position): string {
  const values = value !== null && typeof value === 'object' && value.kind === 'tuple' ? value.items : [value];
  let next = 0;
  const text = format.replace(/%(.?)/gs, (_, conversion: string) => {
    if (conversion === '%') return '%';
    if (!'srd'.includes(conversion) || conversion === '')
      throw new StarlarkError(`\`%${conversion}\` is not supported`, at);
    const item = values[next];
    if (item === undefined) throw new StarlarkError('not enough values for the format', at);
    next += 1;
    if (conversion === 'd' && typeof item !== 'number')
      throw new StarlarkError(`\`%d\` does not take ${typeName(item)}`, at);
    return show(item, (cells) => budget.take(cells, at), conversion === 'r');
  });
  if (next < values.length) throw new StarlarkError('too many values for the format', at);
  budget.take(text.length, at);
  return text;
}

export function unary(operator: string, value: Value, at: Position): Value {
  if (operator === 'not') return !truth(value);
  if (typeof value === 'number') return 0 - value;
  throw new StarlarkError(`\`-\` does not take ${typeName(value)}`, at);
}
