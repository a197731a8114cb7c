// Requests a client sends: what each takes and gives. An experimental method says so here.
import type * as account from './account.ts';
import type * as accountLogin from './account-login.ts';
import type * as apps from './apps.ts';
import type * as collaboration from './collaboration.ts';
import type * as commandExec from './command-exec.ts';
import type * as config from './config.ts';
import type * as configRequirements from './config-requirements.ts';
import type * as deviceKey from './device-key.ts';
import type * as externalAgent from './external-agent.ts';
import type * as feature from './feature.ts';
import type * as feedback from './feedback.ts';
import type * as fs from './fs.ts';
import type * as fuzzyFileSearch from './fuzzy-file-search.ts';
import type * as goal from './goal.ts';
import type * as guardian from './guardian.ts';
import type * as hooks from './hooks.ts';
import type * as initialize from './initialize.ts';
import type * as marketplace from './marketplace.ts';
import type * as mcp from './mcp.ts';
import type * as memory from './memory.ts';
import type * as mock from './mock.ts';
import type * as model from './model.ts';
import type { NoParams } from './no-params.ts';
import type * as plugin from './plugin.ts';
import type * as realtime from './realtime.ts';
import type * as review from './review.ts';
import type * as skills from './skills.ts';
import type * as thread from './thread.ts';
import type * as threadFork from './thread-fork.ts';
import type * as threadHistory from './thread-history.ts';
import type * as threadManage from './thread-manage.ts';
import type * as turn from './turn.ts';
import type * as windows from './windows.ts';

/** Requests a client sends: method -> params and result. `experimental`: only for clients that announce `experimentalApi`. */
export interface ClientRequests {
  initialize: { params: initialize.InitializeParams; result: initialize.InitializeResponse };
  'thread/start': { params: thread.ThreadStartParams; result: thread.ThreadStartResponse };
  'thread/resume': { params: thread.ThreadResumeParams; result: thread.ThreadResumeResponse };
  'thread/fork': { params: threadFork.ThreadForkParams; result: threadFork.ThreadForkResponse };
  'thread/archive': { params: threadManage.ThreadArchiveParams; result: threadManage.ThreadArchiveResponse };
  'thread/unsubscribe': { params: thread.ThreadUnsubscribeParams; result: thread.ThreadUnsubscribeResponse };
  'thread/increment_elicitation': {
    params: threadManage.ThreadIncrementElicitationParams;
    result: threadManage.ThreadIncrementElicitationResponse;
    experimental: true;
  };
  'thread/decrement_elicitation': {
    params: threadManage.ThreadDecrementElicitationParams;
    result: threadManage.ThreadDecrementElicitationResponse;
    experimental: true;
  };
  'thread/name/set': { params: threadManage.ThreadSetNameParams; result: threadManage.ThreadSetNameResponse };
  'thread/goal/set': { params: goal.ThreadGoalSetParams; result: goal.ThreadGoalSetResponse; experimental: true };
  'thread/goal/get': { params: goal.ThreadGoalGetParams; result: goal.ThreadGoalGetResponse; experimental: true };
  'thread/goal/clear': { params: goal.ThreadGoalClearParams; result: goal.ThreadGoalClearResponse; experimental: true };
  'thread/metadata/update': {
    params: threadManage.ThreadMetadataUpdateParams;
    result: threadManage.ThreadMetadataUpdateResponse;
  };
  'thread/memoryMode/set': {
    params: memory.ThreadMemoryModeSetParams;
    result: memory.ThreadMemoryModeSetResponse;
    experimental: true;
  };
  'memory/reset': { params: NoParams; result: memory.MemoryResetResponse; experimental: true };
  'thread/unarchive': { params: threadManage.ThreadUnarchiveParams; result: threadManage.ThreadUnarchiveResponse };
  'thread/compact/start': {
    params: threadHistory.ThreadCompactStartParams;
    result: threadHistory.ThreadCompactStartResponse;
  };
  'thread/shellCommand': {
    params: threadManage.ThreadShellCommandParams;
    result: threadManage.ThreadShellCommandResponse;
  };
  'thread/approveGuardianDeniedAction': {
    params: guardian.ThreadApproveGuardianDeniedActionParams;
    result: guardian.ThreadApproveGuardianDeniedActionResponse;
  };
  'thread/backgroundTerminals/clean': {
    params: threadManage.ThreadBackgroundTerminalsCleanParams;
    result: threadManage.ThreadBackgroundTerminalsCleanResponse;
    experimental: true;
  };
  'thread/rollback': { params: threadHistory.ThreadRollbackParams; result: threadHistory.ThreadRollbackResponse };
  'thread/list': { params: thread.ThreadListParams; result: thread.ThreadListResponse };
  'thread/loaded/list': { params: thread.ThreadLoadedListParams; result: thread.ThreadLoadedListResponse };
  'thread/read': { params: thread.ThreadReadParams; result: thread.ThreadReadResponse };
  'thread/turns/list': { params: threadHistory.ThreadTurnsListParams; result: threadHistory.ThreadTurnsListResponse };
  'thread/inject_items': {
    params: threadHistory.ThreadInjectItemsParams;
    result: threadHistory.ThreadInjectItemsResponse;
  };
  'skills/list': { params: skills.SkillsListParams; result: skills.SkillsListResponse };
  'hooks/list': { params: hooks.HooksListParams; result: hooks.HooksListResponse };
  'marketplace/add': { params: marketplace.MarketplaceAddParams; result: marketplace.MarketplaceAddResponse };
  'marketplace/remove': { params: marketplace.MarketplaceRemoveParams; result: marketplace.MarketplaceRemoveResponse };
  'marketplace/upgrade': {
    params: marketplace.MarketplaceUpgradeParams;
    result: marketplace.MarketplaceUpgradeResponse;
  };
  'plugin/list': { params: plugin.PluginListParams; result: plugin.PluginListResponse };
  'plugin/read': { params: plugin.PluginReadParams; result: plugin.PluginReadResponse };
  'app/list': { params: apps.AppsListParams; result: apps.AppsListResponse };
  'device/key/create': { params: deviceKey.DeviceKeyCreateParams; result: deviceKey.DeviceKeyCreateResponse };
  'device/key/public': { params: deviceKey.DeviceKeyPublicParams; result: deviceKey.DeviceKeyPublicResponse };
  'device/key/sign': { params: deviceKey.DeviceKeySignParams; result: deviceKey.DeviceKeySignResponse };
  'fs/readFile': { params: fs.FsReadFileParams; result: fs.FsReadFileResponse };
  'fs/writeFile': { params: fs.FsWriteFileParams; result: fs.FsWriteFileResponse };
  'fs/createDirectory': { params: fs.FsCreateDirectoryParams; result: fs.FsCreateDirectoryResponse };
  'fs/getMetadata': { params: fs.FsGetMetadataParams; result: fs.FsGetMetadataResponse };
  'fs/readDirectory': { params: fs.FsReadDirectoryParams; result: fs.FsReadDirectoryResponse };
  'fs/remove': { params: fs.FsRemoveParams; result: fs.FsRemoveResponse };
  'fs/copy': { params: fs.FsCopyParams; result: fs.FsCopyResponse };
  'fs/watch': { params: fs.FsWatchParams; result: fs.FsWatchResponse };
  'fs/unwatch': { params: fs.FsUnwatchParams; result: fs.FsUnwatchResponse };
  'skills/config/write': { params: skills.SkillsConfigWriteParams; result: skills.SkillsConfigWriteResponse };
  'plugin/install': { params: plugin.PluginInstallParams; result: plugin.PluginInstallResponse };
  'plugin/uninstall': { params: plugin.PluginUninstallParams; result: plugin.PluginUninstallResponse };
  'turn/start': { params: turn.TurnStartParams; result: turn.TurnStartResponse };
  'turn/steer': { params: turn.TurnSteerParams; result: turn.TurnSteerResponse };
  'turn/interrupt': { params: turn.TurnInterruptParams; result: turn.TurnInterruptResponse };
  'thread/realtime/start': {
    params: realtime.ThreadRealtimeStartParams;
    result: realtime.ThreadRealtimeStartResponse;
    experimental: true;
  };
  'thread/realtime/appendAudio': {
    params: realtime.ThreadRealtimeAppendAudioParams;
    result: realtime.ThreadRealtimeAppendAudioResponse;
    experimental: true;
  };
  'thread/realtime/appendText': {
    params: realtime.ThreadRealtimeAppendTextParams;
    result: realtime.ThreadRealtimeAppendTextResponse;
    experimental: true;
  };
  'thread/realtime/stop': {
    params: realtime.ThreadRealtimeStopParams;
    result: realtime.ThreadRealtimeStopResponse;
    experimental: true;
  };
  'thread/realtime/listVoices': {
    params: realtime.ThreadRealtimeListVoicesParams;
    result: realtime.ThreadRealtimeListVoicesResponse;
    experimental: true;
  };
  'review/start': { params: review.ReviewStartParams; result: review.ReviewStartResponse };
  'model/list': { params: model.ModelListParams; result: model.ModelListResponse };
  'modelProvider/capabilities/read': {
    params: model.ModelProviderCapabilitiesReadParams;
    result: model.ModelProviderCapabilitiesReadResponse;
  };
  'experimentalFeature/list': {
    params: feature.ExperimentalFeatureListParams;
    result: feature.ExperimentalFeatureListResponse;
  };
  'experimentalFeature/enablement/set': {
    params: feature.ExperimentalFeatureEnablementSetParams;
    result: feature.ExperimentalFeatureEnablementSetResponse;
  };
  'collaborationMode/list': {
    params: collaboration.CollaborationModeListParams;
    result: collaboration.CollaborationModeListResponse;
    experimental: true;
  };
  'mock/experimentalMethod': {
    params: mock.MockExperimentalMethodParams;
    result: mock.MockExperimentalMethodResponse;
    experimental: true;
  };
  'mcpServer/oauth/login': { params: mcp.McpServerOauthLoginParams; result: mcp.McpServerOauthLoginResponse };
  'config/mcpServer/reload': { params: NoParams; result: mcp.McpServerRefreshResponse };
  'mcpServerStatus/list': { params: mcp.ListMcpServerStatusParams; result: mcp.ListMcpServerStatusResponse };
  'mcpServer/resource/read': { params: mcp.McpResourceReadParams; result: mcp.McpResourceReadResponse };
  'mcpServer/tool/call': { params: mcp.McpServerToolCallParams; result: mcp.McpServerToolCallResponse };
  'windowsSandbox/setupStart': {
    params: windows.WindowsSandboxSetupStartParams;
    result: windows.WindowsSandboxSetupStartResponse;
  };
  'account/login/start': { params: accountLogin.LoginAccountParams; result: accountLogin.LoginAccountResponse };
  'account/login/cancel': {
    params: accountLogin.CancelLoginAccountParams;
    result: accountLogin.CancelLoginAccountResponse;
  };
  'account/logout': { params: NoParams; result: accountLogin.LogoutAccountResponse };
  'account/rateLimits/read': { params: NoParams; result: account.GetAccountRateLimitsResponse };
  'account/sendAddCreditsNudgeEmail': {
    params: account.SendAddCreditsNudgeEmailParams;
    result: account.SendAddCreditsNudgeEmailResponse;
  };
  'feedback/upload': { params: feedback.FeedbackUploadParams; result: feedback.FeedbackUploadResponse };
  'command/exec': { params: commandExec.CommandExecParams; result: commandExec.CommandExecResponse };
  'command/exec/write': { params: commandExec.CommandExecWriteParams; result: commandExec.CommandExecWriteResponse };
  'command/exec/terminate': {
    params: commandExec.CommandExecTerminateParams;
    result: commandExec.CommandExecTerminateResponse;
  };
  'command/exec/resize': { params: commandExec.CommandExecResizeParams; result: commandExec.CommandExecResizeResponse };
  'config/read': { params: config.ConfigReadParams; result: config.ConfigReadResponse };
  'externalAgentConfig/detect': {
    params: externalAgent.ExternalAgentConfigDetectParams;
    result: externalAgent.ExternalAgentConfigDetectResponse;
  };
  'externalAgentConfig/import': {
    params: externalAgent.ExternalAgentConfigImportParams;
    result: externalAgent.ExternalAgentConfigImportResponse;
  };
  'config/value/write': { params: config.ConfigValueWriteParams; result: config.ConfigWriteResponse };
  'config/batchWrite': { params: config.ConfigBatchWriteParams; result: config.ConfigWriteResponse };
  'configRequirements/read': { params: NoParams; result: configRequirements.ConfigRequirementsReadResponse };
  'account/read': { params: account.GetAccountParams; result: account.GetAccountResponse };
  fuzzyFileSearch: { params: fuzzyFileSearch.FuzzyFileSearchParams; result: fuzzyFileSearch.FuzzyFileSearchResponse };
  'fuzzyFileSearch/sessionStart': {
    params: fuzzyFileSearch.FuzzyFileSearchSessionStartParams;
    result: fuzzyFileSearch.FuzzyFileSearchSessionStartResponse;
    experimental: true;
  };
  'fuzzyFileSearch/sessionUpdate': {
    params: fuzzyFileSearch.FuzzyFileSearchSessionUpdateParams;
    result: fuzzyFileSearch.FuzzyFileSearchSessionUpdateResponse;
    experimental: true;
  };
  'fuzzyFileSearch/sessionStop': {
    params: fuzzyFileSearch.FuzzyFileSearchSessionStopParams;
    result: fuzzyFileSearch.FuzzyFileSearchSessionStopResponse;
    experimental: true;
  };
}
export type ClientMethod = keyof ClientRequests;

/** The methods marked as experimental above. */
export type ExperimentalMethod = {
  [M in ClientMethod]: ClientRequests[M] extends { experimental: true } ? M : never;
}[ClientMethod];
