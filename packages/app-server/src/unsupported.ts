import type { ClientRequests } from '@tenon/protocol';
import type { HandledMethod } from './handlers.ts';
import { invalidRequest } from './rpc-error.ts';

type Refused<P> = { readonly [F in keyof P]?: (value: NonNullable<P[F]>) => boolean };

const always = () => true;
const notEmpty = (list: readonly unknown[]) => list.length > 0;

/** Fields of known methods that would change what happens, and that nothing here honours yet. */
const refused: { readonly [M in HandledMethod]?: Refused<ClientRequests[M]['params']> } = {
  'thread/start': { dynamicTools: notEmpty, environments: always },
  'turn/start': {
    environments: always,
    collaborationMode: ({ mode }) => mode !== 'default',
  },
};

/** Throws for a field that asks for what is not there: better than to answer as if it were. */
export function refuseUnsupported<M extends HandledMethod>(method: M, params: ClientRequests[M]['params']): void {
  for (const [field, refuses] of Object.entries(refused[method] ?? {})) {
    const value = (params as Readonly<Record<string, unknown>>)[field];
    if (value === undefined || value === null || !(refuses as (value: unknown) => boolean)(value)) continue;
    const shown = typeof value === 'string' ? ` \`${value}\`` : '';
    throw invalidRequest(`${method}.${field}${shown} is unsupported in this version`, {
      code: 'unsupported',
      mend: `Leave out ${field}.`,
    });
  }
}
