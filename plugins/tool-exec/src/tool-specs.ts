import type { ToolSpec } from '@tenon/plugin-api/tool';
import { permissionsParameter } from '@tenon/sandboxing';

const text = (description: string) => ({ type: 'string', description });
const number = (description: string) => ({ type: 'number', description });
const flag = (description: string) => ({ type: 'boolean', description });

const YIELD_TIME = number('Milliseconds to wait for output before the call returns.');
const MAX_OUTPUT = number('Most tokens of output to return; the middle of longer output is left out.');

const SANDBOX_PERMISSIONS =
  'Sandbox permissions of the command: "use_default" (the default), or "require_escalated" to ask to run it without the sandbox.';

const WITH_ADDITIONAL =
  'Sandbox permissions of the command: "use_default" (the default), "with_additional_permissions" to ask for more files or the network within the sandbox (preferred), or "require_escalated" to ask to run it without the sandbox.';

/** `withAdditional`: whether more permissions may be asked for, for one command. */
export const execCommandSpec = (withAdditional: boolean): ToolSpec => ({
  type: 'function',
  name: 'exec_command',
  description: 'Runs a shell command. Returns its output, or a session ID when it is still running.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      cmd: text('The shell command to run.'),
      workdir: text('Folder to run it in. Defaults to the working directory of the turn.'),
      shell: text("Shell to run it with. Defaults to the user's shell."),
      login: flag('Whether the shell is a login shell (-l). Defaults to true.'),
      tty: flag(
        'Whether the command gets a terminal. Defaults to false (plain pipes, no input). Set it to true for programs that need a terminal, or to send input later with write_stdin.',
      ),
      yield_time_ms: YIELD_TIME,
      max_output_tokens: MAX_OUTPUT,
      sandbox_permissions: text(withAdditional ? WITH_ADDITIONAL : SANDBOX_PERMISSIONS),
      ...(withAdditional && {
        additional_permissions: {
          ...permissionsParameter,
          description:
            'Only with sandbox_permissions "with_additional_permissions": what the command needs beyond the sandbox\'s permissions.',
        },
      }),
      justification: text(
        `Only with sandbox_permissions "require_escalated"${withAdditional ? ' or "with_additional_permissions"' : ''}: a short question to the user, asking for approval of what the command does.`,
      ),
      prefix_rule: {
        type: 'array',
        items: { type: 'string' },
        description:
          'Only with sandbox_permissions "require_escalated": a command prefix, such as ["git", "pull"], that the user may allow for similar commands in future.',
      },
    },
    required: ['cmd'],
    additionalProperties: false,
  },
});

export const WRITE_STDIN: ToolSpec = {
  type: 'function',
  name: 'write_stdin',
  description: 'Writes characters to a running exec_command session and returns its recent output.',
  strict: false,
  parameters: {
    type: 'object',
    properties: {
      session_id: number('The session ID that exec_command returned.'),
      chars: text('Characters to write. Leave empty to only read what came since.'),
      yield_time_ms: YIELD_TIME,
      max_output_tokens: MAX_OUTPUT,
    },
    required: ['session_id'],
    additionalProperties: false,
  },
};
