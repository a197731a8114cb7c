// The protocol as data: its methods, and the definitions they stand on.
import type { $ZodType } from 'zod/v4/core';
import { experimentalMethods, paramsSchemas } from '../methods.ts';
import { notificationSchemas, resultSchemas, serverRequestSchemas } from '../schemas.ts';
import { definitionsOf, type JsonSchema, reachable } from './json-schema.ts';
import { wireTypes } from './types.ts';

/** What a method of a plugin takes and gives, as JSON Schemas that refer to nothing outside themselves. */
export interface ExtraMethod {
  readonly params?: JsonSchema;
  readonly result?: JsonSchema;
}

export interface GenerateOptions {
  /** With what only clients that announce `experimentalApi` may use. Default: false. */
  readonly experimental?: boolean;
  /** Methods of plugins, by name. */
  readonly extra?: Readonly<Record<string, ExtraMethod>>;
}

/** A method and the names of its types. `params` is undefined for a method that takes none; notifications have no result. */
export interface Method {
  readonly method: string;
  readonly params: string | undefined;
  readonly result: string | undefined;
}

export interface Protocol {
  readonly definitions: ReadonlyMap<string, JsonSchema>;
  readonly clientRequests: readonly Method[];
  readonly serverRequests: readonly Method[];
  readonly notifications: readonly Method[];
}

type Load = () => Promise<$ZodType>;

/** `my/someMethod` -> `MySomeMethod`. */
const pascal = (method: string) =>
  method
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');

const typeNames = (methods: readonly Method[]) =>
  methods.flatMap(({ params, result }) => [params, result]).filter((name) => name !== undefined);

function addExtra(
  definitions: Map<string, JsonSchema>,
  known: ReadonlySet<string>,
  extra: GenerateOptions['extra'] = {},
): Method[] {
  const add = (method: string, name: string, schema: JsonSchema) => {
    if (definitions.has(name)) {
      throw new Error(`two different types are named ${name}: one is of the method ${method}; rename the method`);
    }
    definitions.set(name, schema);
    return name;
  };
  return Object.entries(extra).map(([method, { params, result }]) => {
    if (known.has(method)) throw new Error(`the method ${method} stands twice; rename the plugin's`);
    return {
      method,
      params: params && add(method, `${pascal(method)}Params`, params),
      result: add(method, `${pascal(method)}Response`, result ?? {}),
    };
  });
}

/** Throws when two different types, or two methods, have one name. */
export async function protocol({ experimental = false, extra }: GenerateOptions = {}): Promise<Protocol> {
  const types = await wireTypes();
  const names = new Map([...types].map(([name, type]) => [type, name]));
  const nameOf = async (load: Load) => names.get(await load());
  const requests = await Promise.all(
    Object.entries(paramsSchemas).map(async ([method, load]) => ({
      method,
      params: await nameOf(load),
      result: await nameOf(resultSchemas[method as keyof typeof resultSchemas]),
    })),
  );
  const serverRequests = await Promise.all(
    Object.entries(serverRequestSchemas).map(async ([method, load]) => ({
      method,
      params: await nameOf(load.params),
      result: await nameOf(load.result),
    })),
  );
  const notifications = await Promise.all(
    Object.entries(notificationSchemas).map(async ([method, load]) => ({
      method,
      params: await nameOf(load),
      result: undefined,
    })),
  );
  const clientRequests = experimental
    ? requests
    : requests.filter(({ method }) => !Object.hasOwn(experimentalMethods, method));
  const definitions = definitionsOf(types, { experimental });
  if (!experimental)
    dropExperimental(definitions, types, requests, [...clientRequests, ...serverRequests, ...notifications]);
  const known = new Set(requests.map(({ method }) => method));
  return {
    clientRequests: [...clientRequests, ...addExtra(definitions, known, extra)],
    serverRequests,
    notifications,
    definitions,
  };
}

/** Leaves out types that only experimental methods and fields use. Those that nothing uses stay. */
function dropExperimental(
  definitions: Map<string, JsonSchema>,
  types: ReadonlyMap<string, $ZodType>,
  all: readonly Method[],
  stable: readonly Method[],
): void {
  const used = reachable(typeNames(all), definitionsOf(types, { experimental: true }));
  const alone = [...types.keys()].filter((name) => !used.has(name));
  const kept = reachable([...typeNames(stable), ...alone], definitions);
  for (const name of types.keys()) if (!kept.has(name)) definitions.delete(name);
}
