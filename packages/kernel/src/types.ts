import type {
  AnyPlugin,
  AnyPoint,
  Collection,
  Contribution,
  Hook,
  Scope,
  Service,
  Snapshot,
  TenonError,
} from '@tenon/plugin-api';

// biome-ignore lint/suspicious/noExplicitAny: a point of any type; its own type is of no matter here.
type Any = any;

export interface RuntimeOptions {
  readonly plugins: readonly AnyPlugin[];
  /** The points the host knows. A plugin that contributes to another point, or to another version of one, is `incompatible`. */
  readonly points: readonly AnyPoint[];
  /** Services without which the start-up fails with `service_missing`. */
  readonly required?: readonly Service<Any>[];
  /** By plugin id. Validated by the plugin's own schema; a plugin that has a schema and no entry here gets `{}` validated. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Ids of plugins that are left out. */
  readonly disabled?: Iterable<string>;
  /**
   * The application's consent to `replaces`: the member (`tools/exec_command`) or service (`threadStore`) that may be
   * replaced, and the id of the plugin that may do it.
   */
  readonly replacements?: Readonly<Record<string, string>>;
  /** Milliseconds a plugin's config schema and `register` may each take, should they be asynchronous. Default 2,000. */
  readonly registerTimeoutMs?: number;
  /** Told of what goes wrong while running. Default: `process.emitWarning`. */
  readonly onProblem?: (problem: Problem) => void;
}

/** Something of a plugin's that failed while running. `point` is `scope` when a disposer failed. */
export interface Problem {
  readonly plugin: string;
  readonly point: string;
  readonly name: string;
  readonly error: TenonError;
}

export type PluginStatus = 'active' | 'failed' | 'incompatible' | 'disabled';

export interface PluginReport {
  /** The plugin's id, or `plugins[3]` for something that has none. */
  readonly id: string;
  readonly version?: string;
  readonly status: PluginStatus;
  /** Why it is `failed` or `incompatible`. */
  readonly cause?: TenonError;
  /** What is in effect: `threadStore` (a service), `tools/exec_command`, `source tools/mcp`, `hook beforeTool`. */
  readonly contributions: readonly string[];
  /** What of an active plugin is out: members, services and sources that failed, members in conflict with another's. */
  readonly problems: readonly TenonError[];
}

export interface Runtime extends AsyncDisposable {
  /** Of the current generation, sorted by id. */
  readonly report: readonly PluginReport[];
  /** Pins the current generation, with the latest snapshots of its sources. Throws `runtime_disposed`. */
  acquire(): Generation;
  /**
   * Builds a new generation, which the next `acquire` gets; what is left out stays as it was. Resolves once it is in
   * place and the old one, if nobody uses it, is disposed. Rejects with `service_missing` (the old one stays) or
   * `runtime_disposed`. Reloads run one after another.
   */
  reload(
    options: Pick<RuntimeOptions, 'plugins'> & Partial<Pick<RuntimeOptions, 'config' | 'disabled' | 'replacements'>>,
  ): Promise<readonly PluginReport[]>;
}

/** A resolved set of plugins as one user sees it: nothing in it changes until it is released. */
export interface Generation extends Disposable {
  /** 1, 2, … with each reload. */
  readonly number: number;
  readonly report: readonly PluginReport[];
  /** Throws `service_missing`, or `service_failed` when it cannot be made. */
  service<T>(point: Service<T>): T;
  /** undefined when there is none, or it cannot be made (which is reported). */
  find<T>(point: Service<T>): T | undefined;
  /** Sorted. Members that failed to be made are not among them. */
  names(point: Collection<Any>): readonly string[];
  /** The id of the plugin a member is of. */
  owner(point: Collection<Any>, name: string): string | undefined;
  /** Made on first use, once. undefined when there is none, or it cannot be made within a minute (which is reported). */
  get<T>(point: Collection<T>, name: string): Promise<T | undefined>;
  /** Every member that can be made, names sorted. */
  all<T>(point: Collection<T>): Promise<ReadonlyMap<string, T>>;
  /**
   * Asks the handlers: all at once for `observe` (no answers come back), up to the first answer for `first`, up to a final
   * one for `fold`. They see a frozen copy of the event. Rejects with the signal's reason once that is aborted.
   */
  run<E, R>(hook: Hook<E, R>, event: E, options?: { readonly signal?: AbortSignal }): Promise<readonly HookAnswer<R>[]>;
  hasHandlers(hook: Hook<Any, Any>): boolean;
}

export interface HookAnswer<R> {
  readonly plugin: string;
  readonly result: R;
}

/** A contribution that was checked, whose it is, and what came of it. */
export interface Claim extends Omit<Contribution, 'make' | 'handler'> {
  readonly entry: Entry;
  /** As reports and `replacements` name it. */
  readonly key: string;
  readonly make: NonNullable<Contribution['make']>;
  readonly handler: NonNullable<Contribution['handler']>;
  /** The scope of what was made. */
  scope?: Scope | undefined;
  /** A service: it, or why it cannot be had. */
  value?: unknown;
  error?: TenonError | undefined;
  /** A member: its value, undefined when it failed. */
  made?: Promise<unknown>;
  failed?: boolean;
  /** A source: the latest it gave. */
  snapshot?: Snapshot<unknown>;
}

/** What is known of one plugin. */
export interface Entry {
  id: string;
  version?: string | undefined;
  status: PluginStatus;
  cause?: TenonError | undefined;
  claims: readonly Claim[];
  needs: readonly (Service<unknown> & { readonly optional?: true })[];
  readonly problems: TenonError[];
}

/** Tells of something of a plugin's that failed. */
export type Report = (
  what: Pick<Claim, 'entry' | 'point' | 'name' | 'key'> & { readonly kind: string },
  thrown: unknown,
  /** Default: the kind, and `_failed`. */
  code?: string,
) => TenonError;

/** Begins the scope of what a claim makes. */
export type Begin = (claim: Claim) => Scope;
