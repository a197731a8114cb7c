import { formattedParts } from './formatted.ts';
import { StarlarkError } from './starlark-error.ts';
import type { Argument, Clause, Expression, Parameter } from './syntax.ts';
import type { TokenReader } from './token-reader.ts';

const LEVELS: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '>', '<=', '>=', 'in', 'not in'],
  ['+', '-'],
  ['*', '//', '%'],
];
const COMPARISON = 2;

/** One expression, or a tuple without brackets. */
export function readExpressions(reader: TokenReader): Expression {
  const first = readExpression(reader);
  if (!reader.sees(',')) return first;
  const items = [first];
  while (reader.takes(',')) {
    if (reader.next.kind === 'newline' || reader.sees('=') || reader.sees(']')) break;
    items.push(readExpression(reader));
  }
  return { kind: 'tuple', items, at: first.at };
}

export function readExpression(reader: TokenReader): Expression {
  return reader.nested(reader.next.at, () => {
    const { at } = reader.next;
    if (reader.takes('lambda')) {
      const parameters = readParameters(reader, ':');
      return { kind: 'lambda', parameters, body: readExpression(reader), at };
    }
    const then = readLevel(reader, 0);
    if (!reader.takes('if')) return then;
    const test = readLevel(reader, 0);
    reader.expect('else');
    return { kind: 'choice', test, then, otherwise: readExpression(reader), at };
  });
}

function readLevel(reader: TokenReader, level: number): Expression {
  const operators = LEVELS[level];
  if (!operators) return readUnary(reader);
  if (level === COMPARISON && reader.sees('not')) {
    const { at } = reader.take();
    return { kind: 'unary', operator: 'not', value: reader.nested(at, () => readLevel(reader, level)), at };
  }
  let left = readLevel(reader, level + 1);
  for (let count = 0; ; count += 1) {
    const { at } = reader.next;
    const operator = operators.find((one) => reader.sees(one === 'not in' ? 'not' : one));
    if (operator === undefined) return left;
    if (level === COMPARISON && count > 0) throw new StarlarkError('comparisons do not chain, use `and`', at);
    reader.take();
    if (operator === 'not in') reader.expect('in');
    left = { kind: 'binary', operator, left, right: readLevel(reader, level + 1), at };
  }
}

function readUnary(reader: TokenReader): Expression {
  const { at } = reader.next;
  if (reader.takes('-')) return { kind: 'unary', operator: '-', value: reader.nested(at, () => readUnary(reader)), at };
  let value = readAtom(reader);
  for (;;) {
    const { at } = reader.next;
    if (reader.takes('(')) value = { kind: 'call', target: value, args: readArguments(reader), at: value.at };
    else if (reader.takes('.'))
      value = { kind: 'attribute', target: value, name: reader.expectKind('name', 'a name').text, at };
    else if (reader.takes('[')) value = readIndex(reader, value);
    else return value;
  }
}

function readIndex(reader: TokenReader, target: Expression): Expression {
  const bounds: (Expression | undefined)[] = [];
  let slice = false;
  while (!reader.sees(']')) {
    bounds.push(reader.sees(':') ? undefined : readExpressions(reader));
    if (reader.takes(':')) slice = true;
    else break;
  }
  reader.expect(']');
  const index = bounds[0];
  if (slice && bounds.length <= 3) return { kind: 'slice', target, bounds, at: target.at };
  if (index === undefined || bounds.length > 1) throw new StarlarkError('expected an index', target.at);
  return { kind: 'index', target, index, at: target.at };
}

function readArguments(reader: TokenReader): Argument[] {
  const args: Argument[] = [];
  while (!reader.takes(')')) {
    if (reader.sees('*') || reader.sees('**'))
      throw new StarlarkError('`*` and `**` arguments are not supported', reader.next.at);
    const value = readExpression(reader);
    if (value.kind === 'name' && reader.takes('=')) {
      if (args.some(({ name }) => name === value.name))
        throw new StarlarkError(`\`${value.name}\` is given twice`, value.at);
      args.push({ name: value.name, value: readExpression(reader) });
    } else if (args.some(({ name }) => name !== undefined)) {
      throw new StarlarkError('a positional argument stands after a named one', value.at);
    } else args.push({ value });
    if (!reader.sees(')')) reader.expect(',');
  }
  return args;
}

/** The parameters of a `def` or `lambda`, with the mark that ends them. */
export function readParameters(reader: TokenReader, end: string): Parameter[] {
  const found: Parameter[] = [];
  while (!reader.takes(end)) {
    if (reader.sees('*') || reader.sees('**'))
      throw new StarlarkError('`*` and `**` parameters are not supported', reader.next.at);
    const { text: name, at } = reader.expectKind('name', 'a parameter');
    if (found.some((one) => one.name === name)) throw new StarlarkError(`the parameter \`${name}\` stands twice`, at);
    const otherwise = reader.takes('=') ? readExpression(reader) : undefined;
    if (!otherwise && found.some((one) => one.otherwise))
      throw new StarlarkError(`\`${name}\` needs a default, for one before it has one`, at);
    found.push(otherwise ? { name, otherwise } : { name });
    if (!reader.sees(end)) reader.expect(',');
  }
  return found;
}

const CONSTANTS = new Map<string, boolean | null>([
  ['True', true],
  ['False', false],
  ['None', null],
]);

function readAtom(reader: TokenReader): Expression {
  const { kind, text, at } = reader.next;
  if (kind === 'name') {
    reader.take();
    const constant = CONSTANTS.get(text);
    return constant === undefined ? { kind: 'name', name: text, at } : { kind: 'literal', value: constant, at };
  }
  if (kind === 'number') {
    const value = Number(reader.take().text);
    if (!Number.isSafeInteger(value)) throw new StarlarkError('the number is too large', at);
    return { kind: 'literal', value, at };
  }
  if (kind === 'string') return { kind: 'literal', value: reader.take().text, at };
  if (kind === 'formatted') return { kind: 'formatted', parts: formattedParts(reader.take().text, at), at };
  if (reader.takes('[')) return readItems(reader, ']', 'list', at);
  if (reader.takes('(')) return readItems(reader, ')', 'tuple', at);
  if (reader.takes('{')) return readDict(reader, at);
  if (kind === 'keyword') throw new StarlarkError(`\`${text}\` is not supported here`, at);
  throw reader.unexpected('a value');
}

function readItems(reader: TokenReader, end: string, kind: 'list' | 'tuple', at: Expression['at']): Expression {
  const items: Expression[] = [];
  while (!reader.takes(end)) {
    items.push(readExpression(reader));
    const only = items.length === 1 ? items[0] : undefined;
    if (only && kind === 'list' && reader.sees('for')) {
      const clauses = readClauses(reader);
      reader.expect(end);
      return { kind: 'comprehension', value: only, clauses, at };
    }
    if (only && kind === 'tuple' && reader.takes(end)) return only;
    if (!reader.sees(end)) reader.expect(',');
  }
  return { kind, items, at };
}

function readDict(reader: TokenReader, at: Expression['at']): Expression {
  const entries: [Expression, Expression][] = [];
  while (!reader.takes('}')) {
    const key = readExpression(reader);
    reader.expect(':');
    const value = readExpression(reader);
    if (entries.length === 0 && reader.sees('for')) {
      const clauses = readClauses(reader);
      reader.expect('}');
      return { kind: 'comprehension', key, value, clauses, at };
    }
    entries.push([key, value]);
    if (!reader.sees('}')) reader.expect(',');
  }
  return { kind: 'dict', entries, at };
}

function readClauses(reader: TokenReader): Clause[] {
  const clauses: Clause[] = [];
  for (;;) {
    if (reader.takes('for')) {
      const target = readTargets(reader);
      reader.expect('in');
      clauses.push({ kind: 'for', target, items: readLevel(reader, 0) });
    } else if (reader.takes('if')) clauses.push({ kind: 'if', test: readLevel(reader, 0) });
    else return clauses;
  }
}

/** What a `for` fills: a name, or several. */
export function readTargets(reader: TokenReader): Expression {
  const first = readUnary(reader);
  if (!reader.sees(',')) return first;
  const items = [first];
  while (reader.takes(',')) items.push(readUnary(reader));
  return { kind: 'tuple', items, at: first.at };
}
