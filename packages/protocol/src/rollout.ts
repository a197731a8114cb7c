// Rollout lines: what a thread's log holds, one JSON object a line. Source: the fact sheet on rollouts of 0.128 (sections 2 and 3).
// Readers skip types and fields they do not know, so the schemas here are loose; the reducer checks only what it uses.
import * as z from 'zod/mini';
import { ExtendedEvent } from './rollout-extended.ts';
import { TokenUsageBreakdownSnake } from './rollout-usage.ts';

const maybe = <T extends z.core.$ZodType>(type: T) => z.optional(z.nullable(type));

export const SessionMeta = z.looseObject({
  id: z.string(),
  timestamp: z.string(),
  cwd: z.string(),
  originator: z.string(),
  cli_version: z.string(),
  source: z.unknown(),
  model_provider: maybe(z.string()),
  forked_from_id: maybe(z.string()),
  base_instructions: maybe(z.looseObject({ text: z.string() })),
  memory_mode: maybe(z.string()),
  git: maybe(
    z.looseObject({ commit_hash: maybe(z.string()), branch: maybe(z.string()), repository_url: maybe(z.string()) }),
  ),
});
export type SessionMeta = z.infer<typeof SessionMeta>;

export const TurnContextLine = z.looseObject({
  turn_id: maybe(z.string()),
  cwd: z.string(),
  approval_policy: z.unknown(),
  sandbox_policy: z.unknown(),
  permission_profile: maybe(z.unknown()),
  model: z.string(),
  summary: z.unknown(),
  effort: maybe(z.string()),
  current_date: maybe(z.string()),
  timezone: maybe(z.string()),
});
export type TurnContextLine = z.infer<typeof TurnContextLine>;

export const CompactedLine = z.looseObject({
  message: z.string(),
  replacement_history: maybe(z.array(z.looseObject({ type: z.string() }))),
});
export type CompactedLine = z.infer<typeof CompactedLine>;

/** Events that are persisted; other event types may stand in a file and are passed over. */
export const PersistedEvent = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('task_started'),
    turn_id: z.string(),
    started_at: maybe(z.number()),
    model_context_window: maybe(z.number()),
    collaboration_mode_kind: maybe(z.string()),
  }),
  z.looseObject({
    type: z.literal('task_complete'),
    turn_id: z.string(),
    last_agent_message: maybe(z.string()),
    completed_at: maybe(z.number()),
    duration_ms: maybe(z.number()),
    time_to_first_token_ms: maybe(z.number()),
  }),
  z.looseObject({
    type: z.literal('turn_aborted'),
    turn_id: maybe(z.string()),
    reason: z.string(),
    completed_at: maybe(z.number()),
    duration_ms: maybe(z.number()),
  }),
  z.looseObject({
    type: z.literal('user_message'),
    message: z.string(),
    images: maybe(z.array(z.string())),
    local_images: maybe(z.array(z.string())),
    text_elements: maybe(z.array(z.unknown())),
  }),
  z.looseObject({ type: z.literal('agent_message'), message: z.string(), phase: maybe(z.string()) }),
  z.looseObject({ type: z.literal('agent_reasoning'), text: z.string() }),
  z.looseObject({ type: z.literal('agent_reasoning_raw_content'), text: z.string() }),
  z.looseObject({
    type: z.literal('token_count'),
    info: maybe(
      z.looseObject({
        total_token_usage: TokenUsageBreakdownSnake,
        last_token_usage: TokenUsageBreakdownSnake,
        model_context_window: maybe(z.number()),
      }),
    ),
    rate_limits: z.unknown(),
  }),
  z.looseObject({ type: z.literal('thread_rolled_back'), num_turns: z.number() }),
  z.looseObject({ type: z.literal('thread_name_updated'), thread_id: z.string(), thread_name: maybe(z.string()) }),
  // Ours: Codex keeps edited metadata in its database alone, and passes this event over. A field that is missing stays, null clears it.
  z.looseObject({
    type: z.literal('thread_metadata_updated'),
    git_info: maybe(z.looseObject({ sha: maybe(z.string()), branch: maybe(z.string()), originUrl: maybe(z.string()) })),
  }),
  z.looseObject({ type: z.literal('context_compacted') }),
  z.looseObject({ type: z.literal('error'), message: z.string(), codex_error_info: z.unknown() }),
  ExtendedEvent,
]);
export type PersistedEvent = z.infer<typeof PersistedEvent>;

/**
 * Ours: what was decided about one tool call, before it ran. Codex passes lines of an unknown type over. A call has one such line, and
 * one more for each further question about it.
 */
export const DecisionLine = z.looseObject({
  turn_id: z.string(),
  call_id: z.string(),
  /** The type of the action: `command`, `fileChange`, `readFile`, `permissions`, `none`. */
  action: z.string(),
  /** `sha256:` and the hex digest of the action as canonical JSON: keys sorted, no spaces. */
  hash: z.string(),
  /**
   * `run`: nobody had to be asked. `forbidden`: nobody was asked. `failed`: it could not be decided, and was refused. `cancelled`: denied,
   * and the turn was ended.
   */
  decision: z.enum([
    'run',
    'forbidden',
    'approved',
    'approved_for_session',
    'approved_by_rule',
    'granted_for_turn',
    'granted_for_session',
    'denied',
    'cancelled',
    'failed',
  ]),
  /** Who decided: `policy`, `hook:<plugin>`, `reviewer:<name>`, or `remembered`: a person, earlier in the session. */
  by: z.string(),
  /** Which rule or part of the policy it came from. */
  because: maybe(z.string()),
  /** Why it was refused. */
  reason: maybe(z.string()),
  /** Of the review that was asked for. */
  review_id: maybe(z.string()),
  /** The question was whether to run it again with less confinement. */
  retry: maybe(z.boolean()),
  /** What it runs under: the name of a profile, or `sha256:` and the digest of its canonical JSON. Missing where it does not run. */
  profile: maybe(z.string()),
});
export type DecisionLine = z.infer<typeof DecisionLine>;

/** A Responses item as a rollout keeps it: the server's own ids are left out (fact sheet, section 2). */
export const RolloutResponseItem = z.looseObject({ type: z.string() });
export type RolloutResponseItem = z.infer<typeof RolloutResponseItem>;

const line = <T extends string, P extends z.core.$ZodType>(type: T, payload: P) =>
  z.object({ timestamp: z.string(), type: z.literal(type), payload });

export const RolloutLine = z.discriminatedUnion('type', [
  line('session_meta', SessionMeta),
  line('turn_context', TurnContextLine),
  line('response_item', RolloutResponseItem),
  line('compacted', CompactedLine),
  line('event_msg', PersistedEvent),
  line('tenon_decision', DecisionLine),
]);
/** One line of a thread's log. `timestamp` is RFC 3339, UTC, with milliseconds. */
export type RolloutLine = z.infer<typeof RolloutLine>;
