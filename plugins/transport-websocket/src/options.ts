import { isAbsolute } from 'node:path';
import { describeIssues, tenonError } from '@tenon/plugin-api';
import * as z from 'zod/mini';

const absolute = z.string().check(z.refine(isAbsolute, 'must be an absolute path'));

const CapabilityToken = z.strictObject({
  type: z.literal('capability-token'),
  /** Its first line is the token. One of both must be given. */
  tokenFile: z.optional(absolute),
  /** SHA-256 of the token, in hex. */
  tokenSha256: z.optional(z.string().check(z.regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits'))),
});

const SignedBearerToken = z.strictObject({
  type: z.literal('signed-bearer-token'),
  /** What tokens are signed with (HS256), at least 32 bytes. */
  sharedSecretFile: absolute,
  issuer: z.optional(z.string()),
  audience: z.optional(z.string()),
  /** Seconds a clock may be off. Default 30. */
  maxClockSkewSeconds: z._default(z.number().check(z.minimum(0)), 30),
});

export const WebsocketAuth = z.discriminatedUnion('type', [CapabilityToken, SignedBearerToken]);
export type WebsocketAuth = z.infer<typeof WebsocketAuth>;

const WebsocketOptions = z.object({ auth: z.optional(WebsocketAuth) });

/** Throws `options_invalid` for options that make no sense. */
export function websocketOptions(options: unknown): z.infer<typeof WebsocketOptions> {
  const result = WebsocketOptions.safeParse(options ?? {});
  const wrong = (message: string) =>
    tenonError({
      code: 'options_invalid',
      message,
      mend: 'Mend the --ws-… options.',
      plugin: 'tenon.transport-websocket',
    });
  if (!result.success) throw wrong(describeIssues('options', result.error.issues));
  const { auth } = result.data;
  if (auth?.type === 'capability-token' && (auth.tokenFile === undefined) === (auth.tokenSha256 === undefined)) {
    throw wrong('capability-token needs either --ws-token-file or --ws-token-sha256');
  }
  return result.data;
}
