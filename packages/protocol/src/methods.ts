// Which method takes and gives what. Schemas are loaded on first use, so that importing this costs next to nothing.
import type { $ZodType } from 'zod/v4/core';
import type * as account from './account.ts';
import type * as approval from './approval.ts';
import type * as error from './error.ts';
import type * as initialize from './initialize.ts';
import type * as itemEvents from './item-events.ts';
import type * as model from './model.ts';
import type * as thread from './thread.ts';
import type * as turn from './turn.ts';

/** Requests a client sends: method -> params and result. */
export interface ClientRequests {
  initialize: { params: initialize.InitializeParams; result: initialize.InitializeResponse };
  'thread/start': { params: thread.ThreadStartParams; result: thread.ThreadStartResponse };
  'thread/resume': { params: thread.ThreadResumeParams; result: thread.ThreadResumeResponse };
  'thread/read': { params: thread.ThreadReadParams; result: thread.ThreadReadResponse };
  'thread/list': { params: thread.ThreadListParams; result: thread.ThreadListResponse };
  'thread/loaded/list': { params: thread.ThreadLoadedListParams; result: thread.ThreadLoadedListResponse };
  'thread/unsubscribe': { params: thread.ThreadUnsubscribeParams; result: thread.ThreadUnsubscribeResponse };
  'turn/start': { params: turn.TurnStartParams; result: turn.TurnStartResponse };
  'turn/steer': { params: turn.TurnSteerParams; result: turn.TurnSteerResponse };
  'turn/interrupt': { params: turn.TurnInterruptParams; result: turn.TurnInterruptResponse };
  'model/list': { params: model.ModelListParams; result: model.ModelListResponse };
}
export type ClientMethod = keyof ClientRequests;

/** Requests the server sends to a client, with the client's answer. */
export interface ServerRequests {
  'item/commandExecution/requestApproval': {
    params: approval.CommandExecutionRequestApprovalParams;
    result: approval.CommandExecutionRequestApprovalResponse;
  };
  'item/fileChange/requestApproval': {
    params: approval.FileChangeRequestApprovalParams;
    result: approval.FileChangeRequestApprovalResponse;
  };
}
export type ServerRequestMethod = keyof ServerRequests;

/** Notifications the server sends. */
export interface ServerNotifications {
  error: error.ErrorNotification;
  warning: error.WarningNotification;
  configWarning: error.ConfigWarningNotification;
  'thread/started': thread.ThreadStartedNotification;
  'thread/status/changed': thread.ThreadStatusChangedNotification;
  'thread/closed': thread.ThreadClosedNotification;
  'thread/tokenUsage/updated': thread.ThreadTokenUsageUpdatedNotification;
  'turn/started': turn.TurnStartedNotification;
  'turn/completed': turn.TurnCompletedNotification;
  'turn/diff/updated': turn.TurnDiffUpdatedNotification;
  'turn/plan/updated': turn.TurnPlanUpdatedNotification;
  'item/started': itemEvents.ItemStartedNotification;
  'item/completed': itemEvents.ItemCompletedNotification;
  'item/agentMessage/delta': itemEvents.AgentMessageDeltaNotification;
  'item/reasoning/summaryTextDelta': itemEvents.ReasoningSummaryTextDeltaNotification;
  'item/reasoning/summaryPartAdded': itemEvents.ReasoningSummaryPartAddedNotification;
  'item/reasoning/textDelta': itemEvents.ReasoningTextDeltaNotification;
  'item/commandExecution/outputDelta': itemEvents.CommandExecutionOutputDeltaNotification;
  'item/fileChange/outputDelta': itemEvents.FileChangeOutputDeltaNotification;
  'serverRequest/resolved': approval.ServerRequestResolvedNotification;
  'account/rateLimits/updated': account.AccountRateLimitsUpdatedNotification;
}
export type NotificationMethod = keyof ServerNotifications;

/** One notification, as a discriminated union over `method`. */
export type ServerNotification = {
  [M in NotificationMethod]: { method: M; params: ServerNotifications[M] };
}[NotificationMethod];

type Load = () => Promise<$ZodType>;

/** The schema of each request's params, loaded on first use. */
export const paramsSchemas: { readonly [M in ClientMethod]: Load } = {
  initialize: async () => (await import('./initialize.ts')).InitializeParams,
  'thread/start': async () => (await import('./thread.ts')).ThreadStartParams,
  'thread/resume': async () => (await import('./thread.ts')).ThreadResumeParams,
  'thread/read': async () => (await import('./thread.ts')).ThreadReadParams,
  'thread/list': async () => (await import('./thread.ts')).ThreadListParams,
  'thread/loaded/list': async () => (await import('./thread.ts')).ThreadLoadedListParams,
  'thread/unsubscribe': async () => (await import('./thread.ts')).ThreadUnsubscribeParams,
  'turn/start': async () => (await import('./turn.ts')).TurnStartParams,
  'turn/steer': async () => (await import('./turn.ts')).TurnSteerParams,
  'turn/interrupt': async () => (await import('./turn.ts')).TurnInterruptParams,
  'model/list': async () => (await import('./model.ts')).ModelListParams,
};

/** Params that only a client with `experimentalApi` may send (fact sheet on the app-server, section 3). */
export const experimentalFields: { readonly [M in ClientMethod]?: readonly string[] } = {
  'thread/start': [
    'dynamicTools',
    'environments',
    'experimentalRawEvents',
    'mockExperimentalField',
    'permissions',
    'persistExtendedHistory',
  ],
  'thread/resume': ['history', 'path', 'permissions', 'persistExtendedHistory', 'excludeTurns'],
  'turn/start': ['collaborationMode', 'environments', 'permissions', 'responsesapiClientMetadata'],
};
