import { orderRank, type Scope } from '@tenon/plugin-api';
import { failure, wrap } from './failure.ts';
import { ask } from './handlers.ts';
import { make, makeViews } from './members.ts';
import type { Link } from './registration.ts';
import { type Resolution, unmet } from './resolution.ts';
import type { Begin, Claim, Generation, PluginReport, Report, RuntimeOptions } from './types.ts';

/** A generation, as its runtime holds it. */
export interface Live {
  report(): readonly PluginReport[];
  acquire(): Generation;
  /** From now on it is disposed as soon as nobody uses it. Resolves when that is so, if it is now. */
  supersede(): Promise<unknown>;
}

export function makeGeneration(
  host: Scope,
  number: number,
  { entries, standing, order }: Resolution,
  link: Link,
  onProblem: NonNullable<RuntimeOptions['onProblem']>,
): Live {
  const report: Report = ({ entry, kind, point, name, key }, thrown, code = `${kind}_failed`) => {
    const { id: plugin, problems } = entry;
    const error = wrap(code, plugin, key, thrown);
    // What stays out belongs in the report, once: a source's conflict is found again with each of its snapshots.
    if (kind !== 'handler' && kind !== 'dispose') {
      if (problems.some(({ message }) => message === error.message)) return error;
      problems.push(error);
    }
    onProblem({ plugin, point, name, error });
    return error;
  };
  const scope = host.child(`generation ${number}`);
  const dispose = () => scope[Symbol.asyncDispose]() as Promise<void>;
  // Made in the order of needs: each plugin's scope is disposed before those of the plugins it needs.
  const scopes = new Map(
    Array.from(order, (entry) => {
      const onError = (thrown: unknown) =>
        void report({ entry, kind: 'dispose', point: 'scope', name: entry.id, key: 'a disposer' }, thrown);
      return [entry, scope.child(entry.id, { onError })];
    }),
  );
  const begin: Begin = (claim) => {
    claim.scope = (scopes.get(claim.entry) as Scope).child(claim.key);
    return claim.scope;
  };

  const service = ({ id, optional }: { readonly id: string; readonly optional?: true }): never => {
    const claim = standing(id);
    if (!claim && optional) return undefined as never;
    if (!claim) throw failure('service_missing', undefined, ...unmet(entries, id));
    if (!('value' in claim)) {
      claim.value = undefined;
      // What its own make finds, should it ask for itself.
      claim.error = failure('needs_cycle', claim.entry.id, `the make of ${id} needs ${id}`);
      try {
        const value = claim.make(begin(claim));
        if (typeof (value as Promise<unknown> | undefined)?.then === 'function') {
          // That it rejects, too, is part of the mistake told here.
          (value as Promise<unknown>).then(undefined, () => {});
          throw new Error('a service is made synchronously');
        }
        claim.value = value;
        claim.error = undefined;
      } catch (thrown) {
        claim.error = report(claim, thrown);
      }
    }
    if (claim.error) throw claim.error;
    return claim.value as never;
  };
  link.service = service;

  const claims = entries.flatMap((entry) =>
    entry.status === 'active' ? entry.claims.filter((claim) => (standing(claim.key) ?? claim) === claim) : [],
  );
  const of = (kind: Claim['kind']) => claims.filter((claim) => claim.kind === kind);
  const handlers = Map.groupBy(
    of('handler').sort((a, b) => orderRank(a) - orderRank(b)),
    ({ point }) => point,
  );
  const views = makeViews(of('member'), of('source'), begin, report, dispose);
  const reports = () =>
    entries.map(({ needs, claims: _, ...entry }) => ({
      ...entry,
      contributions: claims.flatMap((claim) => (claim.entry.id === entry.id ? claim.key : [])),
      problems: [...entry.problems],
    }));

  return {
    report: reports,
    supersede: async () => views.release(views.self),
    acquire() {
      const holder = views.hold();
      const { view } = holder;
      const generation: Generation = {
        number,
        get report() {
          return reports();
        },
        service,
        find(point) {
          try {
            return standing(point.id) ? service(point) : undefined;
          } catch {
            // Reported when it was made.
          }
        },
        names: ({ id }) =>
          [...view.values()].flatMap(({ point, name, failed }) => (point === id && !failed ? name : [])),
        owner: ({ id }, name) => view.get(`${id}/${name}`)?.entry.id,
        async get({ id }, name) {
          const member = view.get(`${id}/${name}`);
          return (member && (await make(member, begin, report))) as never;
        },
        async all(point) {
          const made = await Promise.all(
            generation.names(point).map(async (name) => [name, await generation.get(point, name)] as const),
          );
          return new Map(made.filter(([, value]) => value !== undefined)) as never;
        },
        run(hook, event, options) {
          const asked = handlers.get(hook.id);
          return asked ? ask(hook, asked, event, options?.signal, report) : Promise.resolve([]);
        },
        hasHandlers: ({ id }) => handlers.has(id),
        [Symbol.dispose]: () => void views.release(holder),
      };
      return generation;
    },
  };
}
