import { maxInputChars, type TurnOverrides } from '@tenon/core';
import { rpcCodes, type TurnStartParams, type UserInput } from '@tenon/protocol';
import type { Handler } from '../handler.ts';
import { turnPermissions } from '../permissions/turn-permissions.ts';
import { invalidRequest, RpcFailure } from '../rpc-error.ts';
import { mustBePermitted } from '../thread-settings.ts';
import { loaded, mustBeAbsolute, refusals } from './thread-answer.ts';

/** Text over the limit is refused as a whole (fact sheet on the app-server, section 2). */
function checkSize(input: readonly UserInput[]): void {
  let chars = 0;
  for (const part of input) if (part.type === 'text') chars += part.text.length;
  if (chars <= maxInputChars) return;
  throw new RpcFailure(rpcCodes.invalidParams, `Input exceeds the maximum length of ${maxInputChars} characters.`, {
    input_error_code: 'input_too_large',
    max_chars: maxInputChars,
    actual_chars: chars,
  });
}

function overridesOf(params: TurnStartParams): TurnOverrides {
  // The default mode is only another way to name a model; it beats the field of that name, as in the peer.
  const mode = params.collaborationMode?.settings;
  return {
    ...(params.cwd && { cwd: params.cwd }),
    ...(params.model && { model: params.model }),
    ...(params.approvalPolicy && { approvalPolicy: params.approvalPolicy }),
    ...(params.approvalsReviewer && { approvalsReviewer: params.approvalsReviewer }),
    ...(params.effort && { effort: params.effort }),
    ...(params.summary && { summary: params.summary }),
    ...(params.serviceTier !== undefined && { serviceTier: params.serviceTier }),
    ...(mode && { model: mode.model, effort: mode.reasoning_effort ?? params.effort ?? null }),
    outputSchema: params.outputSchema,
    queue: params.queue ?? false,
    ...(params.responsesapiClientMetadata && { clientMetadata: params.responsesapiClientMetadata }),
  };
}

export const turnStart: Handler<'turn/start'> = async (params, context) => {
  const thread = await loaded(context, params.threadId);
  checkSize(params.input);
  mustBeAbsolute(params.cwd);
  const host = await context.server.host();
  const { onRefused, tell } = refusals(context);
  const overrides = { ...overridesOf(params), ...(await turnPermissions(params, thread.settings, host, onRefused)) };
  mustBePermitted(host.requirements, overrides);
  tell(thread);
  context.server.unloadWhenIdle(thread);
  return { turn: thread.startTurn(params.input, overrides).initial };
};

export const turnSteer: Handler<'turn/steer'> = async (params, context) => {
  const thread = await loaded(context, params.threadId);
  checkSize(params.input);
  if (!params.expectedTurnId) throw invalidRequest('expectedTurnId must not be empty');
  const { expectedTurnId, input, responsesapiClientMetadata } = params;
  return { turnId: thread.steer(expectedTurnId, input, responsesapiClientMetadata ?? undefined) };
};

export const turnInterrupt: Handler<'turn/interrupt'> = async ({ threadId, turnId }, context) => {
  await (await loaded(context, threadId)).interrupt(turnId || undefined);
  return {};
};
