import type { Generation } from '@tenon/kernel';
import type { Scope } from '@tenon/plugin-api';
import type { Environment } from '@tenon/plugin-api/environment';
import type { AskPerson } from '@tenon/plugin-api/reviewer';
import type { ToolClock } from '@tenon/plugin-api/tool';
import type { SessionApprovals } from './approvals.ts';
import type { Grants } from './grants.ts';
import type { ModelCall } from './model-call.ts';
import type { ThreadSettings } from './settings.ts';
import type { SequencedLog } from './thread-log.ts';

/** What the parts of one turn share. */
export interface TurnContext {
  readonly threadId: string;
  readonly turnId: string;
  readonly settings: ThreadSettings;
  /** The generation of plugins this turn keeps to its end. */
  readonly generation: Generation;
  readonly environment: Environment;
  readonly log: SequencedLog;
  /** The log also keeps what calls came to. */
  readonly extendedHistory: boolean;
  /** Told of what went wrong where the turn cannot tell. */
  readonly onError: (error: unknown) => void;
  readonly newId: () => string;
  readonly askPerson: AskPerson;
  readonly approvals: SessionApprovals;
  /** Permissions that were granted: the session's, and this turn's. */
  readonly grants: Grants;
  /** Calls that are in the log and whose outputs are not, by call id. */
  readonly unanswered: Map<string, ModelCall>;
  /** The owner of what tools leave running; another one after the thread's terminals were cleaned. */
  readonly threadScope: () => Scope;
  /** Disposed when the turn is over. */
  readonly turnScope: Scope;
  /** What the time-outs of tools are counted in. */
  readonly clock: ToolClock;
  /** Aborted with a TurnAborted when the turn is told to end. */
  readonly signal: AbortSignal;
  /** A person is being asked (or no longer is): clients see it as the thread's state. */
  readonly waitingOnApproval: (waiting: boolean) => void;
}

/** The part of every hook event that says where it happened. */
export const inTurn = (context: TurnContext) => ({
  threadId: context.threadId,
  turnId: context.turnId,
  cwd: context.settings.cwd,
  model: context.settings.model,
});
