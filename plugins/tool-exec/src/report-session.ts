import type { ToolResult } from '@tenon/plugin-api/tool';
import type { ToolExecConfig } from './config.ts';
import { resultText } from './result-text.ts';
import type { Session } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';

/** A call that has waited for its session. */
export interface Waited {
  readonly session: Session;
  readonly registry: SessionRegistry;
  readonly config: ToolExecConfig;
  /** When the call began, by `performance`. */
  readonly startedAt: number;
  readonly maxOutputTokens: number | null | undefined;
  readonly signal: AbortSignal;
}

/**
 * Tells the model what came of a session. One that exited is told once, and let go. An interrupt kills it: then this rejects with the
 * signal's reason.
 */
export async function reportSession(waited: Waited): Promise<ToolResult> {
  const { session, registry, config, signal } = waited;
  if (signal.aborted) {
    registry.remove(session);
    await session.discard();
    throw signal.reason;
  }
  if (session.exitCode !== undefined) registry.remove(session);
  return {
    output: resultText({
      wallTimeMs: performance.now() - waited.startedAt,
      exitCode: session.exitCode,
      sessionId: session.id,
      output: session.takeOutput(),
      maxOutputTokens: Math.min(waited.maxOutputTokens ?? Number.POSITIVE_INFINITY, config.tool_output_token_limit),
    }),
  };
}
