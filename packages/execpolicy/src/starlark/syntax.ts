import type { Position } from './starlark-error.ts';

interface At {
  readonly at: Position;
}

export type Expression = At &
  (
    | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'formatted'; readonly parts: readonly (string | Expression)[] }
    | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[] }
    | { readonly kind: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
    | {
        readonly kind: 'comprehension';
        readonly key?: Expression;
        readonly value: Expression;
        readonly clauses: readonly Clause[];
      }
    | { readonly kind: 'unary'; readonly operator: string; readonly value: Expression }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'choice'; readonly test: Expression; readonly then: Expression; readonly otherwise: Expression }
    | { readonly kind: 'call'; readonly target: Expression; readonly args: readonly Argument[] }
    | { readonly kind: 'attribute'; readonly target: Expression; readonly name: string }
    | { readonly kind: 'index'; readonly target: Expression; readonly index: Expression }
    | { readonly kind: 'slice'; readonly target: Expression; readonly bounds: readonly (Expression | undefined)[] }
    | { readonly kind: 'lambda'; readonly parameters: readonly Parameter[]; readonly body: Expression }
  );

export type Clause =
  | { readonly kind: 'for'; readonly target: Expression; readonly items: Expression }
  | { readonly kind: 'if'; readonly test: Expression };

export interface Argument {
  readonly name?: string;
  readonly value: Expression;
}

export interface Parameter {
  readonly name: string;
  readonly otherwise?: Expression;
}

export type Statement = At &
  (
    | { readonly kind: 'expression'; readonly value: Expression }
    | { readonly kind: 'assign'; readonly target: Expression; readonly operator?: string; readonly value: Expression }
    | {
        readonly kind: 'if';
        readonly test: Expression;
        readonly then: readonly Statement[];
        readonly otherwise: readonly Statement[];
      }
    | {
        readonly kind: 'for';
        readonly target: Expression;
        readonly items: Expression;
        readonly body: readonly Statement[];
      }
    | {
        readonly kind: 'def';
        readonly name: string;
        readonly parameters: readonly Parameter[];
        readonly body: readonly Statement[];
      }
    | { readonly kind: 'return'; readonly value: Expression | undefined }
    | { readonly kind: 'pass' | 'break' | 'continue' }
  );
