import type { Tool } from '@tenon/plugin-api/tool';
import { permissionsParameter } from '@tenon/sandboxing';
import { grantText, parseRequest } from './request.ts';

/** The tool `request_permissions`. Whoever may decide is asked by the gate; the tool tells the model what was granted. */
export function requestPermissionsTool(): Tool {
  return {
    spec: {
      type: 'function',
      name: 'request_permissions',
      description:
        'Asks the user for more permissions on files or for the network, and waits for the answer, which may grant only a part. What is granted holds for later commands of this turn, or of the session when the user says so.',
      strict: false,
      parameters: {
        type: 'object',
        properties: {
          permissions: permissionsParameter,
          reason: { type: 'string', description: 'A short explanation of why they are needed.' },
        },
        required: ['permissions'],
        additionalProperties: false,
      },
    },
    prepare(call) {
      const { permissions, reason } = parseRequest(call.input);
      return {
        action: { type: 'permissions', permissions, reason },
        async run({ signal, granted }) {
          signal.throwIfAborted();
          return { output: grantText(granted) };
        },
      };
    },
  };
}
