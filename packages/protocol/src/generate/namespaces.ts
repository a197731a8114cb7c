// Where a type stands: at the root, with the first version of the wire, or in `v2`. Source: the peer's generated schemas.
import { reachable } from './json-schema.ts';
import type { Method, Protocol } from './protocol.ts';

/** Methods of the first version that are still spoken. */
const isFirst = (method: string) => method === 'initialize' || method.startsWith('fuzzyFileSearch');
const namesOf = (methods: readonly Method[]) =>
  methods.flatMap(({ params, result }) => [params, result]).filter((name) => name !== undefined);

/** The names that stand at the root: envelopes, and what only server requests and methods of the first version use. */
export function rootNames({ definitions, clientRequests, serverRequests, notifications }: Protocol): Set<string> {
  const own = [...clientRequests, ...notifications];
  const first = reachable(namesOf([...serverRequests, ...own.filter(({ method }) => isFirst(method))]), definitions);
  const second = reachable(namesOf(own.filter(({ method }) => !isFirst(method))), definitions);
  const root = [...definitions.keys()].filter((name) => /^(JSONRPC|W3c)/.test(name));
  return new Set([...root, ...[...first].filter((name) => !second.has(name))]);
}
