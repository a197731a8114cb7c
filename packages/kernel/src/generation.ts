import type { Service } from '@tenon/plugin-api';
import { failure, wrap } from './failure.ts';
import { ask } from './handlers.ts';
import { isPromise } from './limit.ts';
import { make, makeViews } from './members.ts';
import { type Reading, rank } from './registration.ts';
import { type Resolution, unmet } from './resolution.ts';
import { makeScope, type OwnScope } from './scope.ts';
import type { Begin, Claim, Generation, PluginReport, Report, RuntimeOptions } from './types.ts';

/** A generation, as its runtime holds it. */
export interface Live {
  report(): readonly PluginReport[];
  acquire(): Generation;
  /** From now on it is disposed as soon as nobody uses it. Resolves when that is so, if it is now. */
  supersede(): Promise<void>;
  dispose(): Promise<void>;
}

export function makeGeneration(
  number: number,
  { entries, standing, order }: Resolution,
  link: Reading['link'],
  makeTimeoutMs: number,
  onProblem: NonNullable<RuntimeOptions['onProblem']>,
): Live {
  const report: Report = ({ plugin, point, name, key, problems }, code, thrown) => {
    const error = wrap(code, plugin, `${key} of ${plugin}`, thrown);
    // A source's conflict is found again with each of its snapshots.
    if (problems?.some(({ message }) => message === error.message)) return error;
    problems?.push(error);
    onProblem({ plugin, point, name, error });
    return error;
  };
  const disposerFailed = (plugin: string) => (thrown: unknown) =>
    void report({ plugin, point: 'scope', name: plugin, key: 'a disposer' }, 'dispose_failed', thrown);
  const scope = makeScope(`generation ${number}`, disposerFailed('kernel'), 10_000);
  const dispose = () => scope[Symbol.asyncDispose]() as Promise<void>;
  // Made in the order of needs: each plugin's scope is disposed before those of the plugins it needs.
  const scopes = new Map(Array.from(order, (id) => [id, scope.child(id, disposerFailed(id))]));
  const begin: Begin = (claim) => {
    claim.scope = (scopes.get(claim.plugin) as OwnScope).child(claim.key);
    return claim.scope;
  };

  const service = ({ id }: Pick<Service<unknown>, 'id'>): never => {
    const claim = standing.get(id);
    if (!claim) throw unmet(entries, id);
    if (!claim.get) {
      claim.get = () => {
        throw failure('needs_cycle', claim.plugin, `the make of ${id} needs ${id}`);
      };
      try {
        const value = claim.make(begin(claim));
        if (isPromise(value)) {
          // That it rejects, too, is part of the mistake told here.
          value.then(undefined, () => {});
          throw new Error('a service is made synchronously');
        }
        claim.get = () => value;
      } catch (thrown) {
        const error = report(claim, 'service_failed', thrown);
        claim.get = () => {
          throw error;
        };
      }
    }
    return claim.get() as never;
  };
  link.service = service;

  const claims = entries
    .flatMap((entry) => (entry.status === 'active' ? entry.claims : []))
    .filter((claim) => (standing.get(claim.key) ?? claim) === claim);
  const of = (kind: Claim['kind']) => claims.filter((claim) => claim.kind === kind);
  const handlers = Map.groupBy(
    of('handler').sort((a, b) => rank(a) - rank(b)),
    ({ point }) => point,
  );
  const views = makeViews(of('member'), of('source'), begin, report, dispose);
  const reports = () =>
    entries.map(({ needs, claims: _, ...entry }) => ({
      ...entry,
      contributions: claims.flatMap(({ plugin, key }) => (plugin === entry.id ? key : [])),
      problems: [...entry.problems],
    }));
  const none = Promise.resolve([]);

  return {
    report: reports,
    dispose,
    supersede: async () => views.release(),
    acquire() {
      const view = views.take();
      let released = false;
      const names = (id: string) =>
        [...view.values()].flatMap(({ point, name, failed }) => (point === id && !failed ? name : []));
      const get = async (id: string, name: string): Promise<never> => {
        const member = view.get(`${id}/${name}`);
        return (member && (await make(member, makeTimeoutMs, begin, report))) as never;
      };
      return {
        number,
        get report() {
          return reports();
        },
        service,
        find(point) {
          try {
            return standing.has(point.id) ? service(point) : undefined;
          } catch {
            // Reported when it was made.
          }
        },
        names: ({ id }) => names(id),
        owner: ({ id }, name) => view.get(`${id}/${name}`)?.plugin,
        get: ({ id }, name) => get(id, name),
        async all({ id }) {
          const made = await Promise.all(names(id).map(async (name) => [name, await get(id, name)] as const));
          return new Map(made.filter(([, value]) => value !== undefined));
        },
        run(hook, event, options) {
          const asked = handlers.get(hook.id);
          return asked ? ask(hook, asked, event, options?.signal, report) : none;
        },
        hasHandlers: ({ id }) => handlers.has(id),
        [Symbol.dispose]() {
          if (!released) void views.release(view);
          released = true;
        },
      };
    },
  };
}
