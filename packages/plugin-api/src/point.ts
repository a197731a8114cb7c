import type { Scope } from './scope.ts';

declare const TYPE: unique symbol;

/** What a plugin's `register` returns: inert data, made only by the methods of a point. */
export interface Contribution {
  readonly kind: 'service' | 'member' | 'source' | 'handler';
  /** The id of the point, such as `tools`. */
  readonly point: string;
  /** The contract it was written against, such as `tool/v1`. */
  readonly version: string;
  /** Member name (collections), else the point's id. */
  readonly name: string;
  readonly make?: (scope: Scope) => unknown;
  readonly handler?: (event: never, context: HookContext) => unknown;
  /** The id of the plugin whose member of that name this one is meant to replace. The application must consent. */
  readonly replaces?: string;
  readonly order?: HookOrder;
  readonly timeoutMs?: number;
  readonly onError?: 'open' | 'closed';
}

export interface MemberOptions {
  /** The id of the plugin whose member of that name this one is meant to replace. The application must consent. */
  readonly replaces?: string;
}

/** Exactly one provider. `make` runs on first use, once, synchronously; what it makes does its I/O when it is called. */
export interface Service<T, V extends string = string> {
  readonly kind: 'service';
  readonly id: string;
  readonly version: V;
  readonly [TYPE]?: T;
  provide(make: (scope: Scope) => T, options?: MemberOptions): Contribution;
}

/** A service as a need that may stay unmet. */
export type OptionalService<T> = Service<T> & { readonly optional: true };

/** The members that a source offers at one moment, each made on first use. */
export type Snapshot<T> = Readonly<Record<string, (scope: Scope) => T | Promise<T>>>;

/** Named members. */
export interface Collection<T, V extends string = string> {
  readonly kind: 'collection';
  readonly id: string;
  readonly version: V;
  readonly [TYPE]?: T;
  /** One member, made on first use. */
  add(name: string, make: (scope: Scope) => T | Promise<T>, options?: MemberOptions): Contribution;
  /** A set that changes while running. Each snapshot replaces the one before; it is taken over between turns. */
  source(name: string, make: (scope: Scope) => AsyncIterable<Snapshot<T>>): Contribution;
}

export type HookOrder = 'pre' | 'normal' | 'post';

export interface HookContext {
  /** Aborted when the handler's time is up, or the turn it runs for ends. */
  readonly signal: AbortSignal;
}

export type ReadonlyDeep<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends object
    ? { readonly [K in keyof T]: ReadonlyDeep<T[K]> }
    : T;

export interface HookOptions {
  /** `pre` before `normal` before `post`; within one, by plugin id, then in the order registered. Default `normal`. */
  readonly order?: HookOrder;
  /** Milliseconds. Default: the point's own. */
  readonly timeoutMs?: number;
  /** `closed`: an error of this handler denies. A handler may be stricter than its point, never laxer. */
  readonly onError?: 'closed';
}

/** How the results of several handlers become one. */
export interface HookRules<R> {
  /** `observe`: results are not used. `first`: the first answer wins. `fold`: every answer counts, in order. */
  readonly mode: 'observe' | 'first' | 'fold';
  /** What a throwing, hanging or misbehaving handler means: report and go on, or a deny. */
  readonly onError: 'open' | 'closed';
  /** The fields the host honours of each kind of result; any other kind or field is refused with an error. */
  readonly honours: Readonly<Record<string, readonly string[]>>;
  /** The result that stands for a failed handler of a `closed` point. */
  readonly denied?: (message: string) => R;
  /** `fold`: a result after which no further handler is asked. */
  readonly final?: (result: R) => boolean;
  /** Milliseconds a handler may take. Default 60,000. */
  readonly timeoutMs?: number;
}

/** What a handler may return: an answer, none, or a promise of either. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler without an answer need not say `return undefined`.
export type Answer<R> = R | undefined | void | Promise<R | undefined | void>;

/** The fields of answer `A` that `R` has not for its kind. */
type Unhonoured<A, R> = A extends { readonly kind: infer K }
  ? Exclude<keyof A, keyof Extract<R, { readonly kind: K }>>
  : never;

/** Anything; but of an answer with a field that would not be honoured, a type error that names the field. */
export type Honoured<A, R> = [Unhonoured<A, R>] extends [never]
  ? unknown
  : string extends Unhonoured<A, R>
    ? unknown
    : { readonly 'not honoured': Unhonoured<A, R> };

/** Handlers of one event, which is JSON data: each run gives them a frozen copy. `R` is `void` for observers. A fold gives the results in order. */
export interface Hook<E, R, V extends string = string> extends HookRules<R> {
  readonly kind: 'hook';
  readonly id: string;
  readonly version: V;
  readonly [TYPE]?: [E, R];
  on<A extends R>(
    handler: ((event: ReadonlyDeep<E>, context: HookContext) => Answer<A>) & Honoured<A, R>,
    options?: HookOptions,
  ): Contribution;
}

export type AnyPoint =
  | Service<unknown>
  | Collection<unknown>
  | (Omit<Hook<unknown, unknown>, 'denied' | 'final' | 'on'> & { readonly kind: 'hook' });

/** Declares a service point. */
export function service<T>(): <const V extends string>(id: string, version: V) => Service<T, V> {
  return (id, version) => ({
    kind: 'service',
    id,
    version,
    provide: (make, options) => ({ kind: 'service', point: id, version, name: id, make, ...options }),
  });
}

/** Declares a collection point. */
export function collection<T>(): <const V extends string>(id: string, version: V) => Collection<T, V> {
  return (id, version) => ({
    kind: 'collection',
    id,
    version,
    add: (name, make, options) => ({ kind: 'member', point: id, version, name, make, ...options }),
    source: (name, make) => ({ kind: 'source', point: id, version, name, make }),
  });
}

/** Declares a hook point. */
export function hook<E, R>(): <const V extends string>(id: string, version: V, rules: HookRules<R>) => Hook<E, R, V> {
  return (id, version, rules) => ({
    kind: 'hook',
    id,
    version,
    ...rules,
    on: (handler, options) => ({ kind: 'handler', point: id, version, name: id, handler, ...options }) as Contribution,
  });
}

/** The place of a handler among those of other orders: 0 is first. -1 for an order there is not. */
export const orderRank = ({ order = 'normal' }: Pick<HookOptions, 'order'>): number =>
  ['pre', 'normal', 'post'].indexOf(order);

/** Why a contribution cannot be one of that point; undefined when it can. For what was not made by the point's own methods. */
export function malformed(contribution: Contribution, point: AnyPoint): string | undefined {
  const { kind, name, make, handler, timeoutMs = 1, onError } = contribution;
  const of = { service: 'service', member: 'collection', source: 'collection', handler: 'hook' }[kind];
  if (of !== point.kind || !name || typeof (kind === 'handler' ? handler : make) !== 'function')
    return `no method of a ${point.kind} made it`;
  if (orderRank(contribution) < 0 || !(timeoutMs > 0 && timeoutMs < 2 ** 31)) return 'its order or timeoutMs is wrong';
  if (onError === 'closed' && !('denied' in point)) return 'its point cannot deny, so it cannot fail closed';
  return undefined;
}

/** What of a handler's result the point does not honour; undefined when it honours all. */
export function unhonoured({ honours }: Pick<HookRules<never>, 'honours'>, result: unknown): string | undefined {
  const { kind } = Object(result);
  const fields = Object.hasOwn(honours, kind) ? honours[kind] : undefined;
  const field = Object.keys(Object(result)).find((key) => !fields?.includes(key));
  if (fields && !field) return undefined;
  return `a result of kind ${kind} ${fields ? `with ${field} ` : ''}is not honoured, only: ${JSON.stringify(honours)}`;
}

/** For `needs`: the service, or undefined where no active plugin provides it. */
export const optional = <T>(need: Service<T>): OptionalService<T> => ({ ...need, optional: true });
