import type { ClientMethod, NotificationMethod, ServerRequestMethod } from '@tenon/protocol';
import { AccountRateLimitsUpdatedNotification } from '@tenon/protocol/account';
import {
  CommandExecutionRequestApprovalParams,
  FileChangeRequestApprovalParams,
  ServerRequestResolvedNotification,
} from '@tenon/protocol/approval';
import { ConfigWarningNotification, ErrorNotification, WarningNotification } from '@tenon/protocol/error';
import { InitializeResponse } from '@tenon/protocol/initialize';
import * as events from '@tenon/protocol/item-events';
import { ModelListResponse } from '@tenon/protocol/model';
import * as thread from '@tenon/protocol/thread';
import * as turn from '@tenon/protocol/turn';
import { expect } from 'vitest';
import type { $ZodType } from 'zod/v4/core';

const results: { readonly [M in ClientMethod]: $ZodType } = {
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

const notifications: { readonly [M in NotificationMethod]: $ZodType } = {
  error: ErrorNotification,
  warning: WarningNotification,
  configWarning: ConfigWarningNotification,
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
  'serverRequest/resolved': ServerRequestResolvedNotification,
  'account/rateLimits/updated': AccountRateLimitsUpdatedNotification,
};

const requests: { readonly [M in ServerRequestMethod]: $ZodType } = {
  'item/commandExecution/requestApproval': CommandExecutionRequestApprovalParams,
  'item/fileChange/requestApproval': FileChangeRequestApprovalParams,
};

export interface Message {
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** The value is what the schema says, and has nothing the schema does not know. */
function expectValid(what: string, schema: $ZodType | undefined, value: unknown): void {
  expect(schema, `no schema for ${what}`).toBeDefined();
  const result = schema?.['~standard'].validate(value);
  if (!result || result instanceof Promise) throw new Error(`${what} is validated later`);
  expect(result.issues, `${what}: ${JSON.stringify(value)}`).toBeUndefined();
  expect(result.issues ? undefined : result.value, `${what} has more than its schema`).toEqual(value);
}

const keys = (message: Message) => Object.keys(message).join(' ');

/** Whatever the server sends is in the dialect, and as the protocol's schemas say. `asked`: the method that it answers. */
export function expectWellFormed(message: Message, asked: string | undefined): void {
  if (message.method === undefined) {
    if (message.error) {
      expect(keys(message)).toBe('error id');
      expect(message.error).toEqual({
        code: expect.any(Number),
        message: expect.stringMatching(/./),
        ...(message.error.data !== undefined && { data: message.error.data }),
      });
      return;
    }
    expect(keys(message)).toBe('id result');
    expectValid(`result of ${asked}`, results[asked as ClientMethod], message.result);
  } else if (message.id === undefined) {
    expect(keys(message)).toBe('method params');
    expectValid(message.method, notifications[message.method as NotificationMethod], message.params);
  } else {
    expect(keys(message)).toBe('method id params');
    expectValid(message.method, requests[message.method as ServerRequestMethod], message.params);
  }
}
