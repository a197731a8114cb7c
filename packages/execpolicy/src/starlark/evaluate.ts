import { builtins } from './builtins.ts';
import { callFunction } from './functions.ts';
import { Budget } from './limits.ts';
import { method } from './methods.ts';
import { binary, unary } from './operators.ts';
import { type Position, StarlarkError } from './starlark-error.ts';
import { parse } from './statements.ts';
import type { Clause, Expression, Parameter, Statement } from './syntax.ts';
import { itemsOf, keyOf, list, show, truth, typeName, type Value } from './values.ts';

/** How a block ended: by itself (undefined), or by a statement that leaves it. */
type Ending = undefined | 'break' | 'continue' | { readonly value: Value };

/** The names of a file, a function or a comprehension. */
interface Scope {
  readonly names: Map<string, Value>;
  readonly outer: Scope | undefined;
}

/**
 * Runs a file. `host` are the functions that the file's rules come from. Throws a `StarlarkError`; whatever the text,
 * it ends (see `LIMITS`).
 */
export function run(text: string, host: ReadonlyMap<string, Value>): void {
  const budget = new Budget();
  const names = new Map([...builtins(budget), ...host]);
  new Evaluator(budget).block(parse(text), { names: new Map(), outer: { names, outer: undefined } });
}

class Evaluator {
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  block(statements: readonly Statement[], scope: Scope): Ending {
    for (const statement of statements) {
      const ending = this.#statement(statement, scope);
      if (ending !== undefined) return ending;
    }
    return undefined;
  }

  #statement(statement: Statement, scope: Scope): Ending {
    this.#budget.step(statement.at);
    switch (statement.kind) {
      case 'pass':
        return undefined;
      case 'break':
      case 'continue':
        return statement.kind;
      case 'return':
        return { value: statement.value ? this.#value(statement.value, scope) : null };
      case 'expression':
        this.#value(statement.value, scope);
        return undefined;
      case 'if':
        return this.block(truth(this.#value(statement.test, scope)) ? statement.then : statement.otherwise, scope);
      case 'for':
        return this.#loop(statement, scope);
      case 'def': {
        const { name, parameters, body } = statement;
        scope.names.set(
          name,
          this.#function(name, parameters, scope, (inner) => {
            const ending = this.block(body, inner);
            return typeof ending === 'object' ? ending.value : null;
          }),
        );
        return undefined;
      }
      case 'assign':
        this.#assign(statement.target, this.#assigned(statement, scope), scope);
        return undefined;
    }
  }

  #assigned({ target, operator, value, at }: Extract<Statement, { kind: 'assign' }>, scope: Scope): Value {
    if (operator === undefined) return this.#value(value, scope);
    const before = this.#value(target, scope);
    return binary(operator, before, this.#value(value, scope), this.#budget, at);
  }

  #loop({ target, items, body, at }: Extract<Statement, { kind: 'for' }>, scope: Scope): Ending {
    for (const item of this.#items(items, scope)) {
      this.#budget.step(at);
      this.#assign(target, item, scope);
      const ending = this.block(body, scope);
      if (ending === 'break') return undefined;
      if (typeof ending === 'object') return ending;
    }
    return undefined;
  }

  #items(expression: Expression, scope: Scope): Value[] {
    const items = itemsOf(this.#value(expression, scope), expression.at);
    this.#budget.take(items.length, expression.at);
    return items;
  }

  #assign(target: Expression, value: Value, scope: Scope): void {
    if (target.kind === 'name') scope.names.set(target.name, value);
    else if (target.kind === 'index') this.#assignItem(target, value, scope);
    else if (target.kind === 'tuple' || target.kind === 'list') {
      const items = itemsOf(value, target.at);
      if (items.length !== target.items.length)
        throw new StarlarkError(`${items.length} values for ${target.items.length} names`, target.at);
      for (const [index, one] of target.items.entries()) this.#assign(one, items[index] as Value, scope);
    } else throw new StarlarkError('cannot be assigned to', target.at);
  }

  #assignItem({ target, index, at }: Extract<Expression, { kind: 'index' }>, value: Value, scope: Scope): void {
    const holder = this.#value(target, scope);
    const place = this.#value(index, scope);
    this.#budget.take(1, at);
    if (holder !== null && typeof holder === 'object') {
      if (holder.kind === 'dict') return void holder.entries.set(keyOf(place, at), value);
      if (holder.kind === 'list') return void holder.items.splice(position(place, holder.items.length, at), 1, value);
    }
    throw new StarlarkError(`${typeName(holder)} has no items to set`, at);
  }

  #function(name: string, parameters: readonly Parameter[], outer: Scope, body: (scope: Scope) => Value): Value {
    const defaults = new Map(
      parameters.flatMap((one) => (one.otherwise ? [[one.name, this.#value(one.otherwise, outer)] as const] : [])),
    );
    const names = parameters.map((one) => one.name);
    return {
      kind: 'function',
      name,
      call: (args) =>
        this.#budget.within(args.at, () => body({ names: callFunction(name, names, defaults, args), outer })),
    };
  }

  #value(expression: Expression, scope: Scope): Value {
    const { at } = expression;
    this.#budget.step(at);
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'name':
        return lookUp(expression.name, scope, at);
      case 'formatted':
        return this.#joined(expression.parts, scope, at);
      case 'list':
      case 'tuple': {
        this.#budget.take(expression.items.length, at);
        return { kind: expression.kind, items: expression.items.map((one) => this.#value(one, scope)) };
      }
      case 'dict': {
        this.#budget.take(expression.entries.length, at);
        return {
          kind: 'dict',
          entries: new Map(
            expression.entries.map(([key, value]) => [
              keyOf(this.#value(key, scope), key.at),
              this.#value(value, scope),
            ]),
          ),
        };
      }
      case 'comprehension':
        return this.#comprehension(expression, scope);
      case 'unary':
        return unary(expression.operator, this.#value(expression.value, scope), at);
      case 'binary': {
        const left = this.#value(expression.left, scope);
        if (expression.operator === 'and') return truth(left) ? this.#value(expression.right, scope) : left;
        if (expression.operator === 'or') return truth(left) ? left : this.#value(expression.right, scope);
        return binary(expression.operator, left, this.#value(expression.right, scope), this.#budget, at);
      }
      case 'choice':
        return this.#value(truth(this.#value(expression.test, scope)) ? expression.then : expression.otherwise, scope);
      case 'call':
        return this.#call(expression, scope);
      case 'attribute':
        return method(this.#value(expression.target, scope), expression.name, this.#budget, at);
      case 'index':
        return item(this.#value(expression.target, scope), this.#value(expression.index, scope), at);
      case 'slice':
        return this.#slice(expression, scope);
      case 'lambda': {
        const { body } = expression;
        return this.#function('lambda', expression.parameters, scope, (inner) => this.#value(body, inner));
      }
    }
  }

  #joined(parts: readonly (string | Expression)[], scope: Scope, at: Position): string {
    const take = (cells: number) => this.#budget.take(cells, at);
    const shown = parts.map((part) => (typeof part === 'string' ? part : show(this.#value(part, scope), take)));
    take(shown.reduce((sum, one) => sum + one.length, 0));
    return shown.join('');
  }

  #comprehension({ key, value, clauses, at }: Extract<Expression, { kind: 'comprehension' }>, outer: Scope): Value {
    const scope: Scope = { names: new Map(), outer };
    const items: Value[] = [];
    const entries = new Map<string | number | boolean | null, Value>();
    const each = ([clause, ...rest]: readonly Clause[]): void => {
      if (clause?.kind === 'if') {
        if (truth(this.#value(clause.test, scope))) each(rest);
      } else if (clause) {
        for (const one of this.#items(clause.items, scope)) {
          this.#assign(clause.target, one, scope);
          each(rest);
        }
      } else {
        this.#budget.take(1, at);
        if (key) entries.set(keyOf(this.#value(key, scope), key.at), this.#value(value, scope));
        else items.push(this.#value(value, scope));
      }
    };
    each(clauses);
    return key ? { kind: 'dict', entries } : list(items);
  }

  #call({ target, args, at }: Extract<Expression, { kind: 'call' }>, scope: Scope): Value {
    const called = this.#value(target, scope);
    if (called === null || typeof called !== 'object' || called.kind !== 'function')
      throw new StarlarkError(`${typeName(called)} cannot be called`, at);
    const positional: Value[] = [];
    const named = new Map<string, Value>();
    for (const { name, value } of args) {
      const given = this.#value(value, scope);
      if (name === undefined) positional.push(given);
      else named.set(name, given);
    }
    return called.call({ positional, named, at });
  }

  #slice({ target, bounds, at }: Extract<Expression, { kind: 'slice' }>, scope: Scope): Value {
    const value = this.#value(target, scope);
    const [from, to, step] = bounds.map((one) => {
      const bound = one && this.#value(one, scope);
      if (bound !== undefined && typeof bound !== 'number') throw new StarlarkError('a slice takes numbers', at);
      return bound;
    });
    if (step !== undefined && step !== 1) throw new StarlarkError('slices with a step are not supported', at);
    if (typeof value === 'string') return value.slice(from, to);
    if (value !== null && typeof value === 'object' && (value.kind === 'list' || value.kind === 'tuple')) {
      const items = value.items.slice(from, to);
      this.#budget.take(items.length, at);
      return { kind: value.kind, items };
    }
    throw new StarlarkError(`${typeName(value)} has no slices`, at);
  }
}

function lookUp(name: string, scope: Scope, at: Position): Value {
  for (let here: Scope | undefined = scope; here; here = here.outer) {
    const value = here.names.get(name);
    if (value !== undefined) return value;
  }
  throw new StarlarkError(`\`${name}\` is not known`, at);
}

function position(index: Value, length: number, at: Position): number {
  if (typeof index !== 'number') throw new StarlarkError(`an index is a number, got ${typeName(index)}`, at);
  const place = index < 0 ? index + length : index;
  if (place < 0 || place >= length) throw new StarlarkError(`the index ${index} is out of range`, at);
  return place;
}

function item(value: Value, index: Value, at: Position): Value {
  if (typeof value === 'string') return value[position(index, value.length, at)] as string;
  if (value !== null && typeof value === 'object') {
    if (value.kind === 'dict') {
      const found = value.entries.get(keyOf(index, at));
      if (found === undefined) throw new StarlarkError(`the key ${show(index, () => {}, true)} is not there`, at);
      return found;
    }
    if (value.kind !== 'function') return value.items[position(index, value.items.length, at)] as Value;
  }
  throw new StarlarkError(`${typeName(value)} has no items`, at);
}
