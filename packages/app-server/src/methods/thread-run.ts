import type { Handler } from '../handler.ts';
import { invalidRequest } from '../rpc-error.ts';
import { loaded } from './thread-answer.ts';

export const threadCompactStart: Handler<'thread/compact/start'> = async ({ threadId }, context) => {
  const thread = await loaded(context, threadId);
  context.server.unloadWhenIdle(thread);
  thread.compact();
  return {};
};

export const threadShellCommand: Handler<'thread/shellCommand'> = async ({ threadId, command }, context) => {
  const thread = await loaded(context, threadId);
  context.server.unloadWhenIdle(thread);
  thread.shellCommand(command);
  return {};
};

export const threadIncrementElicitation: Handler<'thread/increment_elicitation'> = async ({ threadId }, context) => {
  const count = (await loaded(context, threadId)).elicitations.increment();
  return { count, paused: true };
};

export const threadDecrementElicitation: Handler<'thread/decrement_elicitation'> = async ({ threadId }, context) => {
  const count = (await loaded(context, threadId)).elicitations.decrement();
  return { count, paused: count > 0 };
};

export const threadBackgroundTerminalsClean: Handler<'thread/backgroundTerminals/clean'> = async (
  { threadId },
  context,
) => {
  await (await loaded(context, threadId)).cleanTerminals();
  return {};
};

/** `event` is what the review was told with: `item/autoApprovalReview/completed`, or the peer's own event, whose `id` is the review's. */
export const threadApproveGuardianDeniedAction: Handler<'thread/approveGuardianDeniedAction'> = async (
  { threadId, event },
  context,
) => {
  const thread = await loaded(context, threadId);
  const { reviewId, id } = Object(event) as { readonly reviewId?: unknown; readonly id?: unknown };
  const named = reviewId ?? id;
  if (typeof named !== 'string') throw invalidRequest('event must have the id of a review: `reviewId`, or `id`');
  await thread.approveDenied(named);
  return {};
};
