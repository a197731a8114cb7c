import type { Contribution, OptionalService, Service } from './point.ts';
import type { StandardSchemaV1 } from './standard-schema.ts';

/** The services a plugin declares it uses, by the names it uses them under. */
export type Needs = Readonly<Record<string, Service<unknown>>>;

export type Needed<N extends Needs> = {
  readonly [K in keyof N]: N[K] extends OptionalService<infer T>
    ? T | undefined
    : N[K] extends Service<infer T>
      ? T
      : never;
};

export interface RegisterContext<C, N extends Needs> {
  readonly config: C;
  /** Usable from the moment something is made; touching a member while registering throws `needs_too_early`. */
  readonly needs: Needed<N>;
}

/** Inert data. `register` does no I/O: it only says what the plugin contributes. */
export interface Plugin<C = unknown, N extends Needs = Needs> {
  /** Unique, dotted, such as `acme.hello`. */
  readonly id: string;
  readonly api: 'v1';
  /** The plugin's own version, shown in reports. */
  readonly version?: string;
  /** Any Standard Schema (zod, valibot, arktype …); its output is `config`. Without one, a configured value is refused. */
  readonly config?: StandardSchemaV1<unknown, C>;
  readonly needs?: N;
  readonly register: (context: RegisterContext<C, N>) => readonly Contribution[];
}

/** A plugin whose type parameters no longer matter. */
// biome-ignore lint/suspicious/noExplicitAny: a list of plugins holds every configuration type there is.
export type AnyPlugin = Plugin<any, any>;

/** Types a plugin; `api` is filled in. It runs nothing. */
export function definePlugin<C = undefined, const N extends Needs = Record<never, never>>(
  plugin: Omit<Plugin<C, N>, 'api'> & { readonly api?: 'v1' },
): Plugin<C, N> {
  return { api: 'v1', ...plugin };
}
