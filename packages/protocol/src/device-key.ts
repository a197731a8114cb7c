// Keys bound to the device. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { int64 } from './int64.ts';

export const DeviceKeyAlgorithm = z.enum(['ecdsa_p256_sha256']);
export type DeviceKeyAlgorithm = z.infer<typeof DeviceKeyAlgorithm>;

export const DeviceKeyProtectionPolicy = z.enum(['hardware_only', 'allow_os_protected_nonextractable']);
export type DeviceKeyProtectionPolicy = z.infer<typeof DeviceKeyProtectionPolicy>;

export const DeviceKeyCreateParams = z.object({
  accountUserId: z.string(),
  clientId: z.string(),
  protectionPolicy: z.optional(z.nullable(DeviceKeyProtectionPolicy)),
});
export type DeviceKeyCreateParams = z.infer<typeof DeviceKeyCreateParams>;

export const DeviceKeyProtectionClass = z.enum([
  'hardware_secure_enclave',
  'hardware_tpm',
  'os_protected_nonextractable',
]);
export type DeviceKeyProtectionClass = z.infer<typeof DeviceKeyProtectionClass>;

export const DeviceKeyCreateResponse = z.object({
  algorithm: DeviceKeyAlgorithm,
  keyId: z.string(),
  protectionClass: DeviceKeyProtectionClass,
  publicKeySpkiDerBase64: z.string(),
});
export type DeviceKeyCreateResponse = z.infer<typeof DeviceKeyCreateResponse>;

export const DeviceKeyPublicParams = z.object({ keyId: z.string() });
export type DeviceKeyPublicParams = z.infer<typeof DeviceKeyPublicParams>;

export const DeviceKeyPublicResponse = z.object({
  algorithm: DeviceKeyAlgorithm,
  keyId: z.string(),
  protectionClass: DeviceKeyProtectionClass,
  publicKeySpkiDerBase64: z.string(),
});
export type DeviceKeyPublicResponse = z.infer<typeof DeviceKeyPublicResponse>;

export const RemoteControlClientConnectionAudience = z.enum(['remote_control_client_websocket']);
export type RemoteControlClientConnectionAudience = z.infer<typeof RemoteControlClientConnectionAudience>;

export const RemoteControlClientEnrollmentAudience = z.enum(['remote_control_client_enrollment']);
export type RemoteControlClientEnrollmentAudience = z.infer<typeof RemoteControlClientEnrollmentAudience>;

export const DeviceKeySignPayload = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('remoteControlClientConnection'),
    accountUserId: z.string(),
    audience: RemoteControlClientConnectionAudience,
    clientId: z.string(),
    nonce: z.string(),
    scopes: z.array(z.string()),
    sessionId: z.string(),
    targetOrigin: z.string(),
    targetPath: z.string(),
    tokenExpiresAt: int64(),
    tokenSha256Base64url: z.string(),
  }),
  z.object({
    type: z.literal('remoteControlClientEnrollment'),
    accountUserId: z.string(),
    audience: RemoteControlClientEnrollmentAudience,
    challengeExpiresAt: int64(),
    challengeId: z.string(),
    clientId: z.string(),
    deviceIdentitySha256Base64url: z.string(),
    nonce: z.string(),
    targetOrigin: z.string(),
    targetPath: z.string(),
  }),
]);
export type DeviceKeySignPayload = z.infer<typeof DeviceKeySignPayload>;

export const DeviceKeySignParams = z.object({ keyId: z.string(), payload: DeviceKeySignPayload });
export type DeviceKeySignParams = z.infer<typeof DeviceKeySignParams>;

export const DeviceKeySignResponse = z.object({
  algorithm: DeviceKeyAlgorithm,
  signatureDerBase64: z.string(),
  signedPayloadBase64: z.string(),
});
export type DeviceKeySignResponse = z.infer<typeof DeviceKeySignResponse>;
