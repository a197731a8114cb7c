import { definePlugin, type Plugin } from '@tenon/plugin-api';
import {
  type PrepareContext,
  type PreparedCall,
  type RunContext,
  type Tool,
  type ToolAction,
  type ToolCall,
  type ToolResult,
  tools,
} from '@tenon/plugin-api/tool';
import type { ThreadItem } from '@tenon/protocol';

export interface TestTool {
  readonly name: string;
  readonly parallel?: boolean;
  readonly custom?: boolean;
  /** Default: `{ type: 'none' }`. */
  readonly action?: (call: ToolCall) => ToolAction;
  readonly item?: (call: ToolCall) => ThreadItem;
  readonly declined?: (call: ToolCall) => ThreadItem;
  /** In place of the fields above. */
  readonly prepare?: (call: ToolCall, context: PrepareContext) => PreparedCall | Promise<PreparedCall>;
  /** Default: answers with the call's input. */
  readonly run?: (call: ToolCall, context: RunContext) => Promise<ToolResult>;
}

function makeTool(given: TestTool): Tool {
  const { name, parallel, action, item, declined, run } = given;
  return {
    spec: given.custom
      ? {
          type: 'custom',
          name,
          description: '',
          format: { type: 'grammar', syntax: 'lark', definition: 'start: /.*/' },
        }
      : { type: 'function', name, description: '', strict: false, parameters: { type: 'object', properties: {} } },
    ...(parallel !== undefined && { parallel }),
    prepare:
      given.prepare ??
      ((call) => ({
        action: action?.(call) ?? { type: 'none' },
        ...(item && { item: item(call) }),
        ...(declined && { declined: declined(call) }),
        run: run ? (context) => run(call, context) : async () => ({ output: call.input }),
      })),
  };
}

/** A plugin with those tools. */
export function testTools(given: readonly TestTool[], id = 'test.tools'): Plugin<undefined> {
  return definePlugin({ id, register: () => given.map((tool) => tools.add(tool.name, () => makeTool(tool))) });
}

/** The item of a command, as a tool like exec_command has it. */
export function commandItem(
  id: string,
  fields: Partial<Extract<ThreadItem, { type: 'commandExecution' }>> = {},
): Extract<ThreadItem, { type: 'commandExecution' }> {
  return {
    type: 'commandExecution',
    id,
    command: "/bin/sh -lc 'true'",
    cwd: '/work',
    processId: null,
    source: 'agent',
    status: 'inProgress',
    commandActions: [{ type: 'unknown', command: 'true' }],
    aggregatedOutput: null,
    exitCode: null,
    durationMs: null,
    ...fields,
  };
}

/** A tool like exec_command: its argument `cmd` is the command. It has an item and goes through `spawn`. */
export function commandTool(more: Partial<TestTool> = {}): TestTool {
  const script = (call: ToolCall) => String((JSON.parse(call.input) as { cmd?: unknown }).cmd);
  const fields = (call: ToolCall) => ({
    command: `/bin/sh -lc '${script(call)}'`,
    commandActions: [{ type: 'unknown' as const, command: script(call) }],
  });
  return {
    name: 'shell',
    action: (call) => ({
      type: 'command',
      argv: ['/bin/sh', '-lc', script(call)],
      script: script(call),
      cwd: '/work',
      escalate: false,
      commandActions: fields(call).commandActions,
    }),
    item: (call) => commandItem(call.callId, fields(call)),
    declined: (call) => commandItem(call.callId, { ...fields(call), status: 'declined' }),
    run: async (call, { items, spawn }) => {
      items.started(commandItem(call.callId, { ...fields(call), processId: '1', source: 'unifiedExecStartup' }));
      const started = await spawn({ argv: ['/bin/sh', '-lc', script(call)], cwd: '/work' });
      let output = '';
      started.onOutput((chunk) => {
        output += new TextDecoder().decode(chunk);
      });
      const { code } = await started.exit;
      items.notify('item/commandExecution/outputDelta', { itemId: call.callId, delta: output });
      items.completed(
        commandItem(call.callId, {
          ...fields(call),
          processId: '1',
          source: 'unifiedExecStartup',
          status: code === 0 ? 'completed' : 'failed',
          aggregatedOutput: output,
          exitCode: code,
          durationMs: 0,
        }),
      );
      return { output, success: code === 0 };
    },
    ...more,
  };
}
