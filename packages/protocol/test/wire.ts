// Recorded sessions of Codex 0.128 (ids, paths and times scrubbed), and the schemas of what is in them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { AccountRateLimitsUpdatedNotification } from '../src/account.ts';
import * as approval from '../src/approval.ts';
import * as error from '../src/error.ts';
import type { NotificationMethod, ServerRequestMethod } from '../src/index.ts';
import { InitializeResponse } from '../src/initialize.ts';
import * as events from '../src/item-events.ts';
import { ModelListResponse } from '../src/model.ts';
import * as thread from '../src/thread.ts';
import * as turn from '../src/turn.ts';

export interface Recorded {
  readonly file: string;
  readonly dir: 'client' | 'server';
  readonly msg: {
    readonly id?: number;
    readonly method?: string;
    readonly params?: unknown;
    readonly result?: unknown;
    readonly error?: unknown;
  };
}

const folder = join(import.meta.dirname, 'fixtures');

export const recorded: readonly Recorded[] = readdirSync(folder).flatMap((file) =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ file, ...JSON.parse(line) })),
);

export const results: Readonly<Record<string, z.ZodMiniType>> = {
  initialize: InitializeResponse,
  'thread/start': thread.ThreadStartResponse,
  'thread/resume': thread.ThreadResumeResponse,
  'thread/read': thread.ThreadReadResponse,
  'thread/list': thread.ThreadListResponse,
  'thread/loaded/list': thread.ThreadLoadedListResponse,
  'thread/unsubscribe': thread.ThreadUnsubscribeResponse,
  'turn/start': turn.TurnStartResponse,
  'turn/steer': turn.TurnSteerResponse,
  'turn/interrupt': turn.TurnInterruptResponse,
  'model/list': ModelListResponse,
};

export const notifications: Readonly<Record<NotificationMethod, z.ZodMiniType>> = {
  error: error.ErrorNotification,
  warning: error.WarningNotification,
  configWarning: error.ConfigWarningNotification,
  'thread/started': thread.ThreadStartedNotification,
  'thread/status/changed': thread.ThreadStatusChangedNotification,
  'thread/closed': thread.ThreadClosedNotification,
  'thread/tokenUsage/updated': thread.ThreadTokenUsageUpdatedNotification,
  'turn/started': turn.TurnStartedNotification,
  'turn/completed': turn.TurnCompletedNotification,
  'turn/diff/updated': turn.TurnDiffUpdatedNotification,
  'turn/plan/updated': turn.TurnPlanUpdatedNotification,
  'item/started': events.ItemStartedNotification,
  'item/completed': events.ItemCompletedNotification,
  'item/agentMessage/delta': events.AgentMessageDeltaNotification,
  'item/reasoning/summaryTextDelta': events.ReasoningSummaryTextDeltaNotification,
  'item/reasoning/summaryPartAdded': events.ReasoningSummaryPartAddedNotification,
  'item/reasoning/textDelta': events.ReasoningTextDeltaNotification,
  'item/commandExecution/outputDelta': events.CommandExecutionOutputDeltaNotification,
  'item/fileChange/outputDelta': events.FileChangeOutputDeltaNotification,
  'serverRequest/resolved': approval.ServerRequestResolvedNotification,
  'account/rateLimits/updated': AccountRateLimitsUpdatedNotification,
};

export const serverRequests: Readonly<Record<ServerRequestMethod, { params: z.ZodMiniType; result: z.ZodMiniType }>> = {
  'item/commandExecution/requestApproval': {
    params: approval.CommandExecutionRequestApprovalParams,
    result: approval.CommandExecutionRequestApprovalResponse,
  },
  'item/fileChange/requestApproval': {
    params: approval.FileChangeRequestApprovalParams,
    result: approval.FileChangeRequestApprovalResponse,
  },
};
