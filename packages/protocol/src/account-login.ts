// Login, logout and tokens. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const ChatgptAuthTokensRefreshReason = z.enum(['unauthorized']);
export type ChatgptAuthTokensRefreshReason = z.infer<typeof ChatgptAuthTokensRefreshReason>;

export const ChatgptAuthTokensRefreshParams = z.object({
  previousAccountId: z.optional(z.nullable(z.string())),
  reason: ChatgptAuthTokensRefreshReason,
});
export type ChatgptAuthTokensRefreshParams = z.infer<typeof ChatgptAuthTokensRefreshParams>;

export const ChatgptAuthTokensRefreshResponse = z.object({
  accessToken: z.string(),
  chatgptAccountId: z.string(),
  chatgptPlanType: z.optional(z.nullable(z.string())),
});
export type ChatgptAuthTokensRefreshResponse = z.infer<typeof ChatgptAuthTokensRefreshResponse>;

export const AccountLoginCompletedNotification = z.object({
  error: z.optional(z.nullable(z.string())),
  loginId: z.optional(z.nullable(z.string())),
  success: z.boolean(),
});
export type AccountLoginCompletedNotification = z.infer<typeof AccountLoginCompletedNotification>;

export const CancelLoginAccountParams = z.object({ loginId: z.string() });
export type CancelLoginAccountParams = z.infer<typeof CancelLoginAccountParams>;

export const CancelLoginAccountStatus = z.enum(['canceled', 'notFound']);
export type CancelLoginAccountStatus = z.infer<typeof CancelLoginAccountStatus>;

export const CancelLoginAccountResponse = z.object({ status: CancelLoginAccountStatus });
export type CancelLoginAccountResponse = z.infer<typeof CancelLoginAccountResponse>;

export const LoginAccountParams = z.discriminatedUnion('type', [
  z.object({ type: z.literal('apiKey'), apiKey: z.string() }),
  z.object({ type: z.literal('chatgpt'), codexStreamlinedLogin: z.optional(z.boolean()) }),
  z.object({ type: z.literal('chatgptDeviceCode') }),
  z.object({
    type: z.literal('chatgptAuthTokens'),
    accessToken: z.string(),
    chatgptAccountId: z.string(),
    chatgptPlanType: z.optional(z.nullable(z.string())),
  }),
]);
export type LoginAccountParams = z.infer<typeof LoginAccountParams>;

export const LoginAccountResponse = z.discriminatedUnion('type', [
  z.object({ type: z.literal('apiKey') }),
  z.object({ type: z.literal('chatgpt'), authUrl: z.string(), loginId: z.string() }),
  z.object({
    type: z.literal('chatgptDeviceCode'),
    loginId: z.string(),
    userCode: z.string(),
    verificationUrl: z.string(),
  }),
  z.object({ type: z.literal('chatgptAuthTokens') }),
]);
export type LoginAccountResponse = z.infer<typeof LoginAccountResponse>;

export const LogoutAccountResponse = z.object({});
export type LogoutAccountResponse = z.infer<typeof LogoutAccountResponse>;
