// The schemas of what the server sends, loaded on first use: for tests, for clients that check what they get, and for generation.
import type { $ZodType } from 'zod/v4/core';
import type { ClientMethod } from './client-requests.ts';
import type { NotificationMethod } from './server-notifications.ts';
import type { ServerRequestMethod } from './server-requests.ts';

type Load = () => Promise<$ZodType>;

/** The schema of each request's result. */
export const resultSchemas: { readonly [M in ClientMethod]: Load } = {
  initialize: async () => (await import('./initialize.ts')).InitializeResponse,
  'thread/start': async () => (await import('./thread.ts')).ThreadStartResponse,
  'thread/resume': async () => (await import('./thread.ts')).ThreadResumeResponse,
  'thread/fork': async () => (await import('./thread-fork.ts')).ThreadForkResponse,
  'thread/archive': async () => (await import('./thread-manage.ts')).ThreadArchiveResponse,
  'thread/unsubscribe': async () => (await import('./thread.ts')).ThreadUnsubscribeResponse,
  'thread/increment_elicitation': async () => (await import('./thread-manage.ts')).ThreadIncrementElicitationResponse,
  'thread/decrement_elicitation': async () => (await import('./thread-manage.ts')).ThreadDecrementElicitationResponse,
  'thread/name/set': async () => (await import('./thread-manage.ts')).ThreadSetNameResponse,
  'thread/goal/set': async () => (await import('./goal.ts')).ThreadGoalSetResponse,
  'thread/goal/get': async () => (await import('./goal.ts')).ThreadGoalGetResponse,
  'thread/goal/clear': async () => (await import('./goal.ts')).ThreadGoalClearResponse,
  'thread/metadata/update': async () => (await import('./thread-manage.ts')).ThreadMetadataUpdateResponse,
  'thread/memoryMode/set': async () => (await import('./memory.ts')).ThreadMemoryModeSetResponse,
  'memory/reset': async () => (await import('./memory.ts')).MemoryResetResponse,
  'thread/unarchive': async () => (await import('./thread-manage.ts')).ThreadUnarchiveResponse,
  'thread/compact/start': async () => (await import('./thread-history.ts')).ThreadCompactStartResponse,
  'thread/shellCommand': async () => (await import('./thread-manage.ts')).ThreadShellCommandResponse,
  'thread/approveGuardianDeniedAction': async () =>
    (await import('./guardian.ts')).ThreadApproveGuardianDeniedActionResponse,
  'thread/backgroundTerminals/clean': async () =>
    (await import('./thread-manage.ts')).ThreadBackgroundTerminalsCleanResponse,
  'thread/rollback': async () => (await import('./thread-history.ts')).ThreadRollbackResponse,
  'thread/list': async () => (await import('./thread.ts')).ThreadListResponse,
  'thread/loaded/list': async () => (await import('./thread.ts')).ThreadLoadedListResponse,
  'thread/read': async () => (await import('./thread.ts')).ThreadReadResponse,
  'thread/turns/list': async () => (await import('./thread-history.ts')).ThreadTurnsListResponse,
  'thread/inject_items': async () => (await import('./thread-history.ts')).ThreadInjectItemsResponse,
  'skills/list': async () => (await import('./skills.ts')).SkillsListResponse,
  'hooks/list': async () => (await import('./hooks.ts')).HooksListResponse,
  'marketplace/add': async () => (await import('./marketplace.ts')).MarketplaceAddResponse,
  'marketplace/remove': async () => (await import('./marketplace.ts')).MarketplaceRemoveResponse,
  'marketplace/upgrade': async () => (await import('./marketplace.ts')).MarketplaceUpgradeResponse,
  'plugin/list': async () => (await import('./plugin.ts')).PluginListResponse,
  'plugin/read': async () => (await import('./plugin.ts')).PluginReadResponse,
  'app/list': async () => (await import('./apps.ts')).AppsListResponse,
  'device/key/create': async () => (await import('./device-key.ts')).DeviceKeyCreateResponse,
  'device/key/public': async () => (await import('./device-key.ts')).DeviceKeyPublicResponse,
  'device/key/sign': async () => (await import('./device-key.ts')).DeviceKeySignResponse,
  'fs/readFile': async () => (await import('./fs.ts')).FsReadFileResponse,
  'fs/writeFile': async () => (await import('./fs.ts')).FsWriteFileResponse,
  'fs/createDirectory': async () => (await import('./fs.ts')).FsCreateDirectoryResponse,
  'fs/getMetadata': async () => (await import('./fs.ts')).FsGetMetadataResponse,
  'fs/readDirectory': async () => (await import('./fs.ts')).FsReadDirectoryResponse,
  'fs/remove': async () => (await import('./fs.ts')).FsRemoveResponse,
  'fs/copy': async () => (await import('./fs.ts')).FsCopyResponse,
  'fs/watch': async () => (await import('./fs.ts')).FsWatchResponse,
  'fs/unwatch': async () => (await import('./fs.ts')).FsUnwatchResponse,
  'skills/config/write': async () => (await import('./skills.ts')).SkillsConfigWriteResponse,
  'plugin/install': async () => (await import('./plugin.ts')).PluginInstallResponse,
  'plugin/uninstall': async () => (await import('./plugin.ts')).PluginUninstallResponse,
  'turn/start': async () => (await import('./turn.ts')).TurnStartResponse,
  'turn/steer': async () => (await import('./turn.ts')).TurnSteerResponse,
  'turn/interrupt': async () => (await import('./turn.ts')).TurnInterruptResponse,
  'thread/realtime/start': async () => (await import('./realtime.ts')).ThreadRealtimeStartResponse,
  'thread/realtime/appendAudio': async () => (await import('./realtime.ts')).ThreadRealtimeAppendAudioResponse,
  'thread/realtime/appendText': async () => (await import('./realtime.ts')).ThreadRealtimeAppendTextResponse,
  'thread/realtime/stop': async () => (await import('./realtime.ts')).ThreadRealtimeStopResponse,
  'thread/realtime/listVoices': async () => (await import('./realtime.ts')).ThreadRealtimeListVoicesResponse,
  'review/start': async () => (await import('./review.ts')).ReviewStartResponse,
  'model/list': async () => (await import('./model.ts')).ModelListResponse,
  'modelProvider/capabilities/read': async () => (await import('./model.ts')).ModelProviderCapabilitiesReadResponse,
  'experimentalFeature/list': async () => (await import('./feature.ts')).ExperimentalFeatureListResponse,
  'experimentalFeature/enablement/set': async () =>
    (await import('./feature.ts')).ExperimentalFeatureEnablementSetResponse,
  'collaborationMode/list': async () => (await import('./collaboration.ts')).CollaborationModeListResponse,
  'mock/experimentalMethod': async () => (await import('./mock.ts')).MockExperimentalMethodResponse,
  'mcpServer/oauth/login': async () => (await import('./mcp.ts')).McpServerOauthLoginResponse,
  'config/mcpServer/reload': async () => (await import('./mcp.ts')).McpServerRefreshResponse,
  'mcpServerStatus/list': async () => (await import('./mcp.ts')).ListMcpServerStatusResponse,
  'mcpServer/resource/read': async () => (await import('./mcp.ts')).McpResourceReadResponse,
  'mcpServer/tool/call': async () => (await import('./mcp.ts')).McpServerToolCallResponse,
  'windowsSandbox/setupStart': async () => (await import('./windows.ts')).WindowsSandboxSetupStartResponse,
  'account/login/start': async () => (await import('./account-login.ts')).LoginAccountResponse,
  'account/login/cancel': async () => (await import('./account-login.ts')).CancelLoginAccountResponse,
  'account/logout': async () => (await import('./account-login.ts')).LogoutAccountResponse,
  'account/rateLimits/read': async () => (await import('./account.ts')).GetAccountRateLimitsResponse,
  'account/sendAddCreditsNudgeEmail': async () => (await import('./account.ts')).SendAddCreditsNudgeEmailResponse,
  'feedback/upload': async () => (await import('./feedback.ts')).FeedbackUploadResponse,
  'command/exec': async () => (await import('./command-exec.ts')).CommandExecResponse,
  'command/exec/write': async () => (await import('./command-exec.ts')).CommandExecWriteResponse,
  'command/exec/terminate': async () => (await import('./command-exec.ts')).CommandExecTerminateResponse,
  'command/exec/resize': async () => (await import('./command-exec.ts')).CommandExecResizeResponse,
  'config/read': async () => (await import('./config.ts')).ConfigReadResponse,
  'externalAgentConfig/detect': async () => (await import('./external-agent.ts')).ExternalAgentConfigDetectResponse,
  'externalAgentConfig/import': async () => (await import('./external-agent.ts')).ExternalAgentConfigImportResponse,
  'config/value/write': async () => (await import('./config.ts')).ConfigWriteResponse,
  'config/batchWrite': async () => (await import('./config.ts')).ConfigWriteResponse,
  'configRequirements/read': async () => (await import('./config-requirements.ts')).ConfigRequirementsReadResponse,
  'account/read': async () => (await import('./account.ts')).GetAccountResponse,
  fuzzyFileSearch: async () => (await import('./fuzzy-file-search.ts')).FuzzyFileSearchResponse,
  'fuzzyFileSearch/sessionStart': async () =>
    (await import('./fuzzy-file-search.ts')).FuzzyFileSearchSessionStartResponse,
  'fuzzyFileSearch/sessionUpdate': async () =>
    (await import('./fuzzy-file-search.ts')).FuzzyFileSearchSessionUpdateResponse,
  'fuzzyFileSearch/sessionStop': async () =>
    (await import('./fuzzy-file-search.ts')).FuzzyFileSearchSessionStopResponse,
};

/** The schema of each notification's params. */
export const notificationSchemas: { readonly [M in NotificationMethod]: Load } = {
  error: async () => (await import('./error.ts')).ErrorNotification,
  'thread/started': async () => (await import('./thread.ts')).ThreadStartedNotification,
  'thread/status/changed': async () => (await import('./thread.ts')).ThreadStatusChangedNotification,
  'thread/archived': async () => (await import('./thread-manage.ts')).ThreadArchivedNotification,
  'thread/unarchived': async () => (await import('./thread-manage.ts')).ThreadUnarchivedNotification,
  'thread/closed': async () => (await import('./thread.ts')).ThreadClosedNotification,
  'skills/changed': async () => (await import('./skills.ts')).SkillsChangedNotification,
  'thread/name/updated': async () => (await import('./thread-manage.ts')).ThreadNameUpdatedNotification,
  'thread/goal/updated': async () => (await import('./goal.ts')).ThreadGoalUpdatedNotification,
  'thread/goal/cleared': async () => (await import('./goal.ts')).ThreadGoalClearedNotification,
  'thread/tokenUsage/updated': async () => (await import('./thread.ts')).ThreadTokenUsageUpdatedNotification,
  'turn/started': async () => (await import('./turn.ts')).TurnStartedNotification,
  'hook/started': async () => (await import('./hooks.ts')).HookStartedNotification,
  'turn/completed': async () => (await import('./turn.ts')).TurnCompletedNotification,
  'hook/completed': async () => (await import('./hooks.ts')).HookCompletedNotification,
  'turn/diff/updated': async () => (await import('./turn.ts')).TurnDiffUpdatedNotification,
  'turn/plan/updated': async () => (await import('./turn.ts')).TurnPlanUpdatedNotification,
  'item/started': async () => (await import('./item-events.ts')).ItemStartedNotification,
  'item/autoApprovalReview/started': async () =>
    (await import('./guardian.ts')).ItemGuardianApprovalReviewStartedNotification,
  'item/autoApprovalReview/completed': async () =>
    (await import('./guardian.ts')).ItemGuardianApprovalReviewCompletedNotification,
  'item/completed': async () => (await import('./item-events.ts')).ItemCompletedNotification,
  'item/agentMessage/delta': async () => (await import('./item-events.ts')).AgentMessageDeltaNotification,
  'item/plan/delta': async () => (await import('./item-events.ts')).PlanDeltaNotification,
  'command/exec/outputDelta': async () => (await import('./command-exec.ts')).CommandExecOutputDeltaNotification,
  'item/commandExecution/outputDelta': async () =>
    (await import('./item-events.ts')).CommandExecutionOutputDeltaNotification,
  'item/commandExecution/terminalInteraction': async () =>
    (await import('./item-events.ts')).TerminalInteractionNotification,
  'item/fileChange/outputDelta': async () => (await import('./item-events.ts')).FileChangeOutputDeltaNotification,
  'item/fileChange/patchUpdated': async () => (await import('./item-events.ts')).FileChangePatchUpdatedNotification,
  'serverRequest/resolved': async () => (await import('./approval.ts')).ServerRequestResolvedNotification,
  'item/mcpToolCall/progress': async () => (await import('./item-events.ts')).McpToolCallProgressNotification,
  'mcpServer/oauthLogin/completed': async () => (await import('./mcp.ts')).McpServerOauthLoginCompletedNotification,
  'mcpServer/startupStatus/updated': async () => (await import('./mcp.ts')).McpServerStatusUpdatedNotification,
  'account/updated': async () => (await import('./account.ts')).AccountUpdatedNotification,
  'account/rateLimits/updated': async () => (await import('./account.ts')).AccountRateLimitsUpdatedNotification,
  'app/list/updated': async () => (await import('./apps.ts')).AppListUpdatedNotification,
  'remoteControl/status/changed': async () =>
    (await import('./remote-control.ts')).RemoteControlStatusChangedNotification,
  'externalAgentConfig/import/completed': async () =>
    (await import('./external-agent.ts')).ExternalAgentConfigImportCompletedNotification,
  'fs/changed': async () => (await import('./fs.ts')).FsChangedNotification,
  'item/reasoning/summaryTextDelta': async () =>
    (await import('./item-events.ts')).ReasoningSummaryTextDeltaNotification,
  'item/reasoning/summaryPartAdded': async () =>
    (await import('./item-events.ts')).ReasoningSummaryPartAddedNotification,
  'item/reasoning/textDelta': async () => (await import('./item-events.ts')).ReasoningTextDeltaNotification,
  'thread/compacted': async () => (await import('./item-events.ts')).ContextCompactedNotification,
  'model/rerouted': async () => (await import('./model.ts')).ModelReroutedNotification,
  'model/verification': async () => (await import('./model.ts')).ModelVerificationNotification,
  warning: async () => (await import('./error.ts')).WarningNotification,
  guardianWarning: async () => (await import('./guardian.ts')).GuardianWarningNotification,
  deprecationNotice: async () => (await import('./error.ts')).DeprecationNoticeNotification,
  configWarning: async () => (await import('./error.ts')).ConfigWarningNotification,
  'fuzzyFileSearch/sessionUpdated': async () =>
    (await import('./fuzzy-file-search.ts')).FuzzyFileSearchSessionUpdatedNotification,
  'fuzzyFileSearch/sessionCompleted': async () =>
    (await import('./fuzzy-file-search.ts')).FuzzyFileSearchSessionCompletedNotification,
  'thread/realtime/started': async () => (await import('./realtime.ts')).ThreadRealtimeStartedNotification,
  'thread/realtime/itemAdded': async () => (await import('./realtime.ts')).ThreadRealtimeItemAddedNotification,
  'thread/realtime/transcript/delta': async () =>
    (await import('./realtime.ts')).ThreadRealtimeTranscriptDeltaNotification,
  'thread/realtime/transcript/done': async () =>
    (await import('./realtime.ts')).ThreadRealtimeTranscriptDoneNotification,
  'thread/realtime/outputAudio/delta': async () =>
    (await import('./realtime.ts')).ThreadRealtimeOutputAudioDeltaNotification,
  'thread/realtime/sdp': async () => (await import('./realtime.ts')).ThreadRealtimeSdpNotification,
  'thread/realtime/error': async () => (await import('./realtime.ts')).ThreadRealtimeErrorNotification,
  'thread/realtime/closed': async () => (await import('./realtime.ts')).ThreadRealtimeClosedNotification,
  'windows/worldWritableWarning': async () => (await import('./windows.ts')).WindowsWorldWritableWarningNotification,
  'windowsSandbox/setupCompleted': async () => (await import('./windows.ts')).WindowsSandboxSetupCompletedNotification,
  'account/login/completed': async () => (await import('./account-login.ts')).AccountLoginCompletedNotification,
};

/** The schemas of each server request, and of the client's answer. */
export const serverRequestSchemas: {
  readonly [M in ServerRequestMethod]: { readonly params: Load; readonly result: Load };
} = {
  'item/commandExecution/requestApproval': {
    params: async () => (await import('./approval.ts')).CommandExecutionRequestApprovalParams,
    result: async () => (await import('./approval.ts')).CommandExecutionRequestApprovalResponse,
  },
  'item/fileChange/requestApproval': {
    params: async () => (await import('./approval.ts')).FileChangeRequestApprovalParams,
    result: async () => (await import('./approval.ts')).FileChangeRequestApprovalResponse,
  },
  'item/tool/requestUserInput': {
    params: async () => (await import('./user-input.ts')).ToolRequestUserInputParams,
    result: async () => (await import('./user-input.ts')).ToolRequestUserInputResponse,
  },
  'mcpServer/elicitation/request': {
    params: async () => (await import('./elicitation.ts')).McpServerElicitationRequestParams,
    result: async () => (await import('./elicitation.ts')).McpServerElicitationRequestResponse,
  },
  'item/permissions/requestApproval': {
    params: async () => (await import('./permission-request.ts')).PermissionsRequestApprovalParams,
    result: async () => (await import('./permission-request.ts')).PermissionsRequestApprovalResponse,
  },
  'item/tool/call': {
    params: async () => (await import('./dynamic-tool.ts')).DynamicToolCallParams,
    result: async () => (await import('./dynamic-tool.ts')).DynamicToolCallResponse,
  },
  'account/chatgptAuthTokens/refresh': {
    params: async () => (await import('./account-login.ts')).ChatgptAuthTokensRefreshParams,
    result: async () => (await import('./account-login.ts')).ChatgptAuthTokensRefreshResponse,
  },
  applyPatchApproval: {
    params: async () => (await import('./approval-legacy.ts')).ApplyPatchApprovalParams,
    result: async () => (await import('./approval-legacy.ts')).ApplyPatchApprovalResponse,
  },
  execCommandApproval: {
    params: async () => (await import('./approval-legacy.ts')).ExecCommandApprovalParams,
    result: async () => (await import('./approval-legacy.ts')).ExecCommandApprovalResponse,
  },
};
