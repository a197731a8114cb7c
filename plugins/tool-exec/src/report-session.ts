import type { ToolResult } from '@tenon/plugin-api/tool';
import type { ToolExecConfig } from './config.ts';
import { resultText } from './result-text.ts';
import type { Session, WaitingCall } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';

/** Where a call stands when all that is left is to wait for its session. */
export interface Waiting {
  readonly session: Session;
  readonly registry: SessionRegistry;
  readonly config: ToolExecConfig;
  /** The most the session is waited for. */
  readonly milliseconds: number;
  /** When the call began, by `performance`. */
  readonly startedAt: number;
  readonly maxOutputTokens: number | null | undefined;
  readonly call: WaitingCall;
}

/**
 * Waits for a session and tells the model what came of it. A session that exited is told once, and let go.
 * An interrupt kills it: then this rejects with the signal's reason.
 */
export async function reportSession(waiting: Waiting): Promise<ToolResult> {
  const { session, registry, config, call } = waiting;
  const { signal } = call;
  await session.wait(waiting.milliseconds, call);
  if (signal.aborted) {
    registry.remove(session);
    await session.discard();
    throw signal.reason;
  }
  if (session.exitCode !== undefined) registry.remove(session);
  return {
    output: resultText({
      wallTimeMs: performance.now() - waiting.startedAt,
      exitCode: session.exitCode,
      sessionId: session.id,
      output: session.takeOutput(),
      maxOutputTokens: Math.min(waiting.maxOutputTokens ?? Number.POSITIVE_INFINITY, config.tool_output_token_limit),
    }),
  };
}
