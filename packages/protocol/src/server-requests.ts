// Requests the server sends to a client, with the client's answer.
import type * as accountLogin from './account-login.ts';
import type * as approval from './approval.ts';
import type * as approvalLegacy from './approval-legacy.ts';
import type * as dynamicTool from './dynamic-tool.ts';
import type * as elicitation from './elicitation.ts';
import type * as permissionRequest from './permission-request.ts';
import type * as userInput from './user-input.ts';

/** Requests the server sends to a client: method -> params and the client's answer. */
export interface ServerRequests {
  'item/commandExecution/requestApproval': {
    params: approval.CommandExecutionRequestApprovalParams;
    result: approval.CommandExecutionRequestApprovalResponse;
  };
  'item/fileChange/requestApproval': {
    params: approval.FileChangeRequestApprovalParams;
    result: approval.FileChangeRequestApprovalResponse;
  };
  'item/tool/requestUserInput': {
    params: userInput.ToolRequestUserInputParams;
    result: userInput.ToolRequestUserInputResponse;
  };
  'mcpServer/elicitation/request': {
    params: elicitation.McpServerElicitationRequestParams;
    result: elicitation.McpServerElicitationRequestResponse;
  };
  'item/permissions/requestApproval': {
    params: permissionRequest.PermissionsRequestApprovalParams;
    result: permissionRequest.PermissionsRequestApprovalResponse;
  };
  'item/tool/call': { params: dynamicTool.DynamicToolCallParams; result: dynamicTool.DynamicToolCallResponse };
  'account/chatgptAuthTokens/refresh': {
    params: accountLogin.ChatgptAuthTokensRefreshParams;
    result: accountLogin.ChatgptAuthTokensRefreshResponse;
  };
  applyPatchApproval: {
    params: approvalLegacy.ApplyPatchApprovalParams;
    result: approvalLegacy.ApplyPatchApprovalResponse;
  };
  execCommandApproval: {
    params: approvalLegacy.ExecCommandApprovalParams;
    result: approvalLegacy.ExecCommandApprovalResponse;
  };
}
export type ServerRequestMethod = keyof ServerRequests;

/** Those that belong to a thread, and are asked of the clients that watch it. */
export type ThreadRequestMethod = {
  [M in ServerRequestMethod]: ServerRequests[M]['params'] extends { threadId: string } ? M : never;
}[ServerRequestMethod];
