import type { Service } from '@tenon/plugin-api';
import { failure, words } from './failure.ts';
import { ask } from './handlers.ts';
import { isPromise } from './limit.ts';
import { type Member, make, makeViews } from './members.ts';
import { type Resolution, unmet } from './resolution.ts';
import { type OwnScope, ownScope } from './scope.ts';
import type { Claim, Generation, PluginReport, Problem } from './types.ts';

export interface GenerationHost {
  readonly onProblem: (problem: Problem) => void;
  readonly makeTimeoutMs: number;
}

/** A generation, as its runtime holds it. */
export interface Live {
  report(): readonly PluginReport[];
  service(point: Service<unknown>): unknown;
  /** Begins to read the sources. */
  start(): void;
  acquire(): Generation;
  /** From now on it is disposed as soon as nobody uses it. */
  supersede(): Promise<void>;
  dispose(): Promise<void>;
}

const RANK = { pre: 0, normal: 1, post: 2 };

/** Does nothing until it is started or something of it is used. */
export function makeGeneration(number: number, resolution: Resolution, host: GenerationHost): Live {
  const { entries, standing, order } = resolution;
  const { onProblem } = host;
  const scope = ownScope(`generation ${number}`);
  // Made in the order of needs, so that each plugin's scope is disposed before those of the plugins it needs.
  const scopes = new Map(
    order.map((id) => {
      const onError = (thrown: unknown) => {
        const error = failure('dispose_failed', id, `a disposer of ${id} failed: ${words(thrown)}`, undefined, thrown);
        onProblem({ plugin: id, point: 'scope', name: id, error });
      };
      return [id, scope.child(id, onError)];
    }),
  );
  const claims = entries.flatMap((entry) => (entry.status === 'active' ? entry.claims : []));
  const inEffect = ({ kind, key, plugin }: Claim) =>
    kind === 'source' || kind === 'handler' || standing.get(key)?.plugin === plugin;
  const handlers = Map.groupBy(
    claims
      .filter(({ kind }) => kind === 'handler')
      .sort((a, b) => RANK[a.order ?? 'normal'] - RANK[b.order ?? 'normal']),
    ({ point }) => point,
  );
  const out = ({ plugin, point, name }: Pick<Claim, 'plugin' | 'point' | 'name'>, error: Problem['error']) => {
    entries.find(({ id }) => id === plugin)?.problems.push(error);
    onProblem({ plugin, point, name, error });
  };
  const membersHost = { scopes, makeTimeoutMs: host.makeTimeoutMs, out };
  const views = makeViews(
    [...standing.values()].filter(({ kind }) => kind === 'member'),
    claims.filter(({ kind }) => kind === 'source'),
    membersHost,
  );

  const services = new Map<string, () => unknown>();
  const makeService = (claim: Claim): (() => unknown) => {
    const { plugin, point, key } = claim;
    const own = (scopes.get(plugin) as OwnScope).child(key);
    try {
      const value = claim.make(own);
      if (isPromise(value)) {
        value.then(undefined, () => {});
        throw new Error('its make gave a promise');
      }
      return () => value;
    } catch (thrown) {
      const error = failure(
        'service_failed',
        plugin,
        `${point} of ${plugin} cannot be made: ${words(thrown)}`,
        undefined,
        thrown,
      );
      out(claim, error);
      void own[Symbol.asyncDispose]();
      return () => {
        throw error;
      };
    }
  };
  const service = ({ id }: Service<unknown>) => {
    const claim = standing.get(id);
    if (!claim) throw unmet(undefined, id, entries);
    const made = services.get(id);
    if (made) return made();
    services.set(id, () => {
      throw failure('needs_cycle', claim.plugin, `making ${id} of ${claim.plugin} needs ${id} itself`);
    });
    const get = makeService(claim);
    services.set(id, get);
    return get();
  };

  const report = () =>
    entries.map(
      ({ id, version, status, cause, claims, problems }): PluginReport => ({
        id,
        ...(version !== undefined && { version }),
        status,
        ...(cause && { cause }),
        contributions: status === 'active' ? claims.filter(inEffect).map(({ key }) => key) : [],
        problems: [...problems],
      }),
    );

  let users = 0;
  let superseded = false;
  const dispose = async () => scope[Symbol.asyncDispose]();
  const settle = async () => {
    if (superseded && !users) await dispose();
  };
  const none = Promise.resolve([]);
  return {
    report,
    service,
    start: views.start,
    dispose,
    supersede() {
      superseded = true;
      return settle();
    },
    acquire() {
      const view = views.take();
      users++;
      let released = false;
      const membersOf = (id: string) => view.members.get(id) ?? new Map<string, Member>();
      const names = (id: string) => [...membersOf(id)].flatMap(([name, { failed }]) => (failed ? [] : name));
      const get = async (id: string, name: string) => {
        const member = membersOf(id).get(name);
        return member && make(member, membersHost);
      };
      return {
        number,
        get report() {
          return report();
        },
        service: (point) => service(point) as never,
        find(point) {
          try {
            return standing.has(point.id) ? (service(point) as never) : undefined;
          } catch {
            // Reported when it was made.
            return undefined;
          }
        },
        names: ({ id }) => names(id),
        owner: ({ id }, name) => membersOf(id).get(name)?.claim.plugin,
        get: ({ id }, name) => get(id, name) as never,
        async all({ id }) {
          const made = await Promise.all(names(id).map(async (name) => [name, await get(id, name)] as const));
          return new Map(made.filter(([, value]) => value !== undefined)) as never;
        },
        run(hook, event, options) {
          const asked = handlers.get(hook.id);
          return asked ? ask(hook, asked, event, options?.signal, onProblem) : (none as never);
        },
        hasHandlers: ({ id }) => handlers.has(id),
        [Symbol.dispose]() {
          if (released) return;
          released = true;
          users--;
          views.release(view);
          void settle();
        },
      };
    },
  };
}
