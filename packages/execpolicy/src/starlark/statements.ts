import { readExpression, readExpressions, readParameters, readTargets } from './expressions.ts';
import { StarlarkError } from './starlark-error.ts';
import type { Expression, Statement } from './syntax.ts';
import { TokenReader } from './token-reader.ts';
import { tokens } from './tokens.ts';

/** Where a statement stands decides what it may be. */
interface Scope {
  readonly inFunction: boolean;
  readonly inLoop: boolean;
}

/** The statements of a file. Throws a `StarlarkError` with line and column. */
export function parse(text: string): Statement[] {
  const reader = new TokenReader(tokens(text));
  const statements: Statement[] = [];
  while (reader.next.kind !== 'end') statements.push(...readLine(reader, { inFunction: false, inLoop: false }));
  return statements;
}

function readLine(reader: TokenReader, scope: Scope): Statement[] {
  const compound = readCompound(reader, scope);
  if (compound) return [compound];
  const found = [readSimple(reader, scope)];
  while (reader.takes(';')) if (reader.next.kind !== 'newline') found.push(readSimple(reader, scope));
  reader.expectKind('newline', 'the end of the line');
  return found;
}

function readBlock(reader: TokenReader, scope: Scope): Statement[] {
  const { at } = reader.expect(':');
  return reader.nested(at, () => {
    if (!reader.at('newline')) return readLine(reader, scope);
    reader.take();
    reader.expectKind('indent', 'an indented block');
    const body: Statement[] = [];
    while (!reader.at('dedent') && !reader.at('end')) body.push(...readLine(reader, scope));
    if (reader.at('dedent')) reader.take();
    return body;
  });
}

function readCompound(reader: TokenReader, scope: Scope): Statement | undefined {
  const { at } = reader.next;
  if (reader.takes('if')) return readIf(reader, scope, at);
  if (reader.takes('for')) {
    const target = readTargets(reader);
    checkTarget(target);
    reader.expect('in');
    const items = readExpressions(reader);
    return { kind: 'for', target, items, body: readBlock(reader, { ...scope, inLoop: true }), at };
  }
  if (reader.takes('def')) {
    const name = reader.expectKind('name', "the function's name").text;
    reader.expect('(');
    const parameters = readParameters(reader, ')');
    return { kind: 'def', name, parameters, body: readBlock(reader, { inFunction: true, inLoop: false }), at };
  }
  return undefined;
}

function readIf(reader: TokenReader, scope: Scope, at: Statement['at']): Statement {
  const test = readExpression(reader);
  const then = readBlock(reader, scope);
  const next = reader.next.at;
  if (reader.takes('elif'))
    return { kind: 'if', test, then, otherwise: [reader.nested(next, () => readIf(reader, scope, next))], at };
  return { kind: 'if', test, then, otherwise: reader.takes('else') ? readBlock(reader, scope) : [], at };
}

function readSimple(reader: TokenReader, scope: Scope): Statement {
  const { at } = reader.next;
  if (reader.takes('pass')) return { kind: 'pass', at };
  for (const kind of ['break', 'continue'] as const) {
    if (!reader.takes(kind)) continue;
    if (!scope.inLoop) throw new StarlarkError(`\`${kind}\` outside of a loop`, at);
    return { kind, at };
  }
  if (reader.takes('return')) {
    if (!scope.inFunction) throw new StarlarkError('`return` outside of a function', at);
    const empty = reader.next.kind === 'newline' || reader.sees(';');
    return { kind: 'return', value: empty ? undefined : readExpressions(reader), at };
  }
  if (reader.sees('load')) throw new StarlarkError('`load` is not available: a rules file stands alone', at);
  return readAssignment(reader, at);
}

function readAssignment(reader: TokenReader, at: Statement['at']): Statement {
  const target = readExpressions(reader);
  const mark = ['=', '+=', '-=', '*=', '//=', '%='].find((one) => reader.sees(one));
  if (mark === undefined) return { kind: 'expression', value: target, at };
  reader.take();
  checkTarget(target);
  const value = readExpressions(reader);
  if (mark === '=') return { kind: 'assign', target, value, at };
  if (target.kind === 'tuple' || target.kind === 'list') throw new StarlarkError(`\`${mark}\` takes one name`, at);
  return { kind: 'assign', target, operator: mark.slice(0, -1), value, at };
}

function checkTarget(target: Expression): void {
  if (target.kind === 'tuple' || target.kind === 'list') target.items.forEach(checkTarget);
  else if (target.kind !== 'name' && target.kind !== 'index')
    throw new StarlarkError('cannot be assigned to', target.at);
}
