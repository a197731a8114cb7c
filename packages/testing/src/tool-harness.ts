import type { Process, SpawnRequest } from '@tenon/plugin-api/environment';
import type { PrepareContext, PreparedCall, RunContext, Tool, ToolClock, ToolResult } from '@tenon/plugin-api/tool';
import type { NotificationMethod, ThreadItem } from '@tenon/protocol';
import { files, machine, spawn } from './machine.ts';
import { createScope } from './scope.ts';

/** What a client would have been told, in order. */
export type HarnessEvent =
  | { readonly type: 'started' | 'completed'; readonly item: ThreadItem }
  | { readonly type: 'notification'; readonly method: NotificationMethod; readonly params: unknown };

export interface ToolHarnessOptions {
  /** The turn's working directory, absolute. */
  readonly cwd: string;
  /** Default `turn-1`. */
  readonly turnId?: string;
  /** Default `call_1`. */
  readonly callId?: string;
  /** Answers when a tool asks to run its command again with less confinement. Without it nobody can be asked. */
  readonly retry?: RunContext['retry'];
  /** What calls are told was granted to them. */
  readonly granted?: RunContext['granted'];
}

/** A thread and a turn for one tool, over this machine's files and processes. Disposing ends its processes. */
export interface ToolHarness extends AsyncDisposable {
  readonly context: PrepareContext;
  readonly run: RunContext;
  readonly events: readonly HarnessEvent[];
  /** Interrupts the turn. */
  abort(): void;
  /** The same thread, in another turn: events start anew. */
  turn(turnId: string): ToolHarness;
  prepare(tool: Tool, input: string): Promise<PreparedCall>;
  /** Prepares and runs, as if everything was allowed. */
  call(tool: Tool, input: string): Promise<ToolResult>;
}

/** Time as it passes: nobody is asked anything here. */
const clock: ToolClock = {
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

interface Thread {
  readonly scope: ReturnType<typeof createScope>;
  readonly processes: Set<Process>;
}

function makeTurn(thread: Thread, options: ToolHarnessOptions): ToolHarness {
  const { cwd, turnId = 'turn-1', callId = 'call_1', retry, granted } = options;
  const controller = new AbortController();
  const { signal } = controller;
  const events: HarnessEvent[] = [];
  const announced = new Set<string>();
  const context: PrepareContext = { threadId: 'thread-1', turnId, cwd, environment: machine, files, signal };
  const run: RunContext = {
    signal,
    threadScope: thread.scope,
    turnScope: thread.scope.child(turnId),
    clock,
    files,
    items: {
      started(item) {
        if (announced.has(item.id)) return;
        announced.add(item.id);
        events.push({ type: 'started', item });
      },
      completed: (item) => events.push({ type: 'completed', item }),
      notify: (method, params) => events.push({ type: 'notification', method, params }),
    },
    async spawn(request: SpawnRequest) {
      const started = await spawn(request);
      thread.processes.add(started);
      return started;
    },
    ...(retry && { retry }),
    ...(granted && { granted }),
  };
  const prepare = async (tool: Tool, input: string) => tool.prepare({ callId, name: tool.spec.name, input }, context);
  return {
    context,
    run,
    events,
    abort: () => controller.abort(new DOMException('The turn was interrupted', 'AbortError')),
    turn: (next) => makeTurn(thread, { ...options, turnId: next }),
    prepare,
    call: async (tool, input) => (await prepare(tool, input)).run(run),
    async [Symbol.asyncDispose]() {
      await thread.scope[Symbol.asyncDispose]();
      await Promise.all([...thread.processes].map((started) => started.kill()));
    },
  };
}

/** Makes a thread with one turn in that folder. */
export function toolHarness(options: ToolHarnessOptions): ToolHarness {
  return makeTurn({ scope: createScope('thread'), processes: new Set() }, options);
}
