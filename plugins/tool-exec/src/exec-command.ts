import type { PrepareContext, Tool, ToolAction } from '@tenon/plugin-api/tool';
import { quoteWords } from '@tenon/thread-store';
import { additionalPermissionsOf } from './additional-permissions.ts';
import { ExecCommandArguments, parseArguments } from './call-arguments.ts';
import { commandActionsOf } from './command-actions.ts';
import type { ToolExecConfig } from './config.ts';
import { type CommandItem, runCommand } from './run-command.ts';
import { registryOf } from './session-registry.ts';
import { execCommandSpec } from './tool-specs.ts';

export function createExecCommand(config: ToolExecConfig): Tool {
  return {
    spec: execCommandSpec(config.exec_permission_approvals),
    parallel: true,
    prepare(call, context) {
      const args = parseArguments(ExecCommandArguments, call.input);
      const action = commandOf(args, config, context);
      const item: CommandItem = {
        type: 'commandExecution',
        id: call.callId,
        command: quoteWords(action.argv),
        cwd: action.cwd,
        processId: null,
        source: 'agent',
        status: 'inProgress',
        commandActions: [...action.commandActions],
        aggregatedOutput: null,
        exitCode: null,
        durationMs: null,
      };
      const prepared = { args, action, item, threadId: context.threadId };
      return {
        action,
        item,
        declined: { ...item, status: 'declined' },
        run: (runContext) => runCommand(prepared, config, registryOf(runContext.threadScope), runContext),
      };
    },
  };
}

function commandOf(
  args: ExecCommandArguments,
  config: ToolExecConfig,
  context: PrepareContext,
): Extract<ToolAction, { type: 'command' }> {
  if (args.login && !config.allow_login_shell) {
    throw new Error('login shells are turned off by the configuration; leave `login` out or set it to false');
  }
  const additionalPermissions = additionalPermissionsOf(args, config.exec_permission_approvals);
  const { platform } = context.environment;
  const shell = args.shell || config.shell || platform.shell;
  const cwd = process.getBuiltinModule('node:path').posix.resolve(context.cwd, args.workdir ?? '');
  const login = args.login ?? config.allow_login_shell;
  return {
    type: 'command',
    argv: [shell, login ? '-lc' : '-c', args.cmd],
    script: args.cmd,
    cwd,
    escalate: args.sandbox_permissions === 'require_escalated',
    ...(args.justification && { justification: args.justification }),
    ...(args.prefix_rule && { prefixRule: args.prefix_rule }),
    ...(additionalPermissions && { additionalPermissions }),
    commandActions: commandActionsOf(args.cmd, { cwd, home: platform.home }),
  };
}
