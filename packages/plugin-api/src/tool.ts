import type {
  AdditionalPermissionProfile,
  CommandAction,
  FileUpdateChange,
  NotificationMethod,
  ServerNotifications,
  ThreadItem,
} from '@tenon/protocol';
import type { Environment, FileSystem, Process, SpawnRequest } from './environment.ts';
import { collection } from './point.ts';
import type { Scope } from './scope.ts';

/** The tool as the model is offered it (Responses API). */
export type ToolSpec =
  | {
      readonly type: 'function';
      readonly name: string;
      readonly description: string;
      readonly strict: boolean;
      /** JSON Schema of the arguments. */
      readonly parameters: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'custom';
      readonly name: string;
      readonly description: string;
      readonly format: { readonly type: 'grammar'; readonly syntax: 'lark' | 'regex'; readonly definition: string };
    };

/** The model's call. `input` is the arguments' JSON text of a function, or the free text of a custom tool. */
export interface ToolCall {
  readonly callId: string;
  readonly name: string;
  readonly input: string;
}

/** What a call is about to do: what hooks, policy and sandbox judge. */
export type ToolAction =
  | {
      readonly type: 'command';
      readonly argv: readonly string[];
      /** The script or command as the model wrote it. */
      readonly script: string;
      readonly cwd: string;
      /** The model asks to run outside the sandbox. */
      readonly escalate: boolean;
      readonly justification?: string;
      readonly prefixRule?: readonly string[];
      /** What it needs beyond what is in force, for itself alone. Paths are absolute. */
      readonly additionalPermissions?: AdditionalPermissionProfile;
      readonly commandActions: readonly CommandAction[];
    }
  | { readonly type: 'fileChange'; readonly changes: readonly FileUpdateChange[]; readonly patch: string }
  | { readonly type: 'readFile'; readonly path: string }
  /** Asks to be allowed more, for the turn or the session. Paths are absolute. It runs whatever is decided, and is told what was granted. */
  | { readonly type: 'permissions'; readonly permissions: AdditionalPermissionProfile; readonly reason: string | null }
  /** Touches no files and starts nothing. It may go on with what was let through before, such as input for a running session. */
  | { readonly type: 'none' };

/** What a call may know before it was let through. */
export interface PrepareContext {
  readonly threadId: string;
  readonly turnId: string;
  /** The turn's working directory, absolute. */
  readonly cwd: string;
  readonly environment: Environment;
  /** The environment's files, confined by the permissions in force, to read from: writing is for `run`. */
  readonly files: Pick<FileSystem, 'readFile' | 'stat' | 'realPath' | 'readDirectory'>;
  readonly signal: AbortSignal;
}

/** The item a client sees. Ids of threads and turns are filled in. May still be used after `run` returned, by what runs on. */
export interface ItemEvents {
  /** Sent once for an item id; a second call is ignored (the gate may already have announced it to ask for approval). */
  started(item: ThreadItem): void;
  completed(item: ThreadItem): void;
  notify<M extends NotificationMethod>(method: M, params: Omit<ServerNotifications[M], 'threadId' | 'turnId'>): void;
}

/** The time that a tool's time-outs are counted in. It stands still while a client asks a person something (`thread/increment_elicitation`). */
export interface ToolClock {
  /** Calls `run` once, when that much of this time has passed. Returns a function that takes it back. */
  after(milliseconds: number, run: () => void): () => void;
}

export interface GrantedPermissions {
  readonly permissions: AdditionalPermissionProfile;
  readonly scope: 'turn' | 'session';
}

/** What a call that was let through works with. */
export interface RunContext {
  readonly signal: AbortSignal;
  /** Lives as long as the thread is loaded: the owner of what outlives the turn, such as a background terminal. */
  readonly threadScope: Scope;
  /** Disposed when the turn is over: the owner of what must not outlive it. */
  readonly turnScope: Scope;
  /** For every limit of time that the call sets itself. */
  readonly clock: ToolClock;
  readonly items: ItemEvents;
  /** The environment's files, confined as the gate decided. */
  readonly files: FileSystem;
  /** Starts a process, confined as the gate decided. */
  spawn(request: SpawnRequest): Promise<Process>;
  /**
   * There where a person may still let the call's command run with less confinement, should the sandbox stop it. Asks, with that
   * reason; resolves with whether to spawn the command again. What is spawned from then on is confined as they allowed. Once a call.
   */
  readonly retry?: (reason: string) => Promise<boolean>;
  /** Of an action `permissions`: what was granted of it, which may be nothing. */
  readonly granted?: GrantedPermissions;
}

export type ToolOutputPart =
  | { readonly type: 'input_text'; readonly text: string }
  | { readonly type: 'input_image'; readonly image_url: string };

export interface ToolResult {
  /** What the model reads. */
  readonly output: string | readonly ToolOutputPart[];
  /** False when the tool failed in a way the model should know of. Default true. */
  readonly success?: boolean;
}

export interface PreparedCall {
  readonly action: ToolAction;
  /** The item as it is announced while approval is asked for (status `inProgress`). Without one the call has no item. */
  readonly item?: ThreadItem;
  /** The item when the call is refused (status `declined`). */
  readonly declined?: ThreadItem;
  run(context: RunContext): Promise<ToolResult>;
}

export interface Tool {
  readonly spec: ToolSpec;
  /** Whether calls may run beside other parallel calls of the same model response. Default false. */
  readonly parallel?: boolean;
  /**
   * Parses and verifies; changes nothing. An error thrown here is what the model reads (its `message`), and the call has no item.
   */
  prepare(call: ToolCall, context: PrepareContext): PreparedCall | Promise<PreparedCall>;
}

/** What the model can do. Members are named as the model calls them. */
export const tools = collection<Tool>()('tools', 'tool/v1');
