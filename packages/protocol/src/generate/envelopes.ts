// The four unions of all messages: `ClientRequest`, `ServerRequest`, `ServerNotification`, `ClientNotification`.
import type { JsonSchema } from './json-schema.ts';
import type { Method, Protocol } from './protocol.ts';

const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });

function message({ method, params }: Method, withId: boolean): JsonSchema {
  return {
    type: 'object',
    properties: {
      ...(withId && { id: ref('RequestId') }),
      method: { type: 'string', const: method },
      params: params === undefined ? { type: 'null' } : ref(params),
    },
    required: [...(withId ? ['id'] : []), 'method', ...(params === undefined ? [] : ['params'])],
  };
}

/** Each union by its name. */
export function envelopes({ clientRequests, serverRequests, notifications }: Protocol): Map<string, JsonSchema> {
  return new Map<string, JsonSchema>([
    [
      'ClientNotification',
      {
        oneOf: [
          { type: 'object', properties: { method: { type: 'string', const: 'initialized' } }, required: ['method'] },
        ],
      },
    ],
    ['ClientRequest', { oneOf: clientRequests.map((one) => message(one, true)) }],
    ['ServerNotification', { oneOf: notifications.map((one) => message(one, false)) }],
    ['ServerRequest', { oneOf: serverRequests.map((one) => message(one, true)) }],
  ]);
}
