import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tenonError } from '@tenon/plugin-api';
import type { WebsocketAuth } from './options.ts';

/** Why a request is refused; undefined when it is not. */
export type Check = (authorization: string | undefined) => Promise<string | undefined>;

const missing = 'missing websocket bearer token';
const invalid = 'invalid websocket bearer token';
const minSecretBytes = 32;

const sha256 = (text: string) => createHash('sha256').update(text).digest();

async function readSecret(file: string): Promise<string> {
  try {
    const text = (await readFile(file, 'utf8')).trim();
    if (text) return text;
  } catch (cause) {
    throw tenonError({
      code: 'auth_unreadable',
      message: `${file} cannot be read`,
      file,
      mend: 'Name a file that can.',
      cause,
    });
  }
  throw tenonError({ code: 'auth_unreadable', message: `${file} is empty`, file, mend: 'Put the token into it.' });
}

/** Digests are compared, in constant time: a token's length is not told either. */
async function capabilityToken(auth: Extract<WebsocketAuth, { type: 'capability-token' }>) {
  const expected = auth.tokenFile
    ? sha256(await readSecret(auth.tokenFile))
    : Buffer.from(auth.tokenSha256 as string, 'hex');
  return async (token: string) => timingSafeEqual(sha256(token), expected);
}

async function signedBearerToken(auth: Extract<WebsocketAuth, { type: 'signed-bearer-token' }>) {
  const secret = Buffer.from(await readSecret(auth.sharedSecretFile));
  if (secret.length < minSecretBytes) {
    throw tenonError({
      code: 'auth_weak',
      message: `the secret in ${auth.sharedSecretFile} has less than ${minSecretBytes} bytes`,
      file: auth.sharedSecretFile,
      mend: 'Make a longer one.',
    });
  }
  const { errors, jwtVerify } = await import('jose');
  return async (token: string) => {
    try {
      await jwtVerify(token, secret, {
        algorithms: ['HS256'],
        requiredClaims: ['exp'],
        clockTolerance: auth.maxClockSkewSeconds,
        ...(auth.issuer !== undefined && { issuer: auth.issuer }),
        ...(auth.audience !== undefined && { audience: auth.audience }),
      });
      return true;
    } catch (error) {
      if (error instanceof errors.JOSEError) return false;
      throw error;
    }
  };
}

/** The check of the `Authorization` header. Reads its files once. */
export async function createCheck(auth: WebsocketAuth | undefined): Promise<Check> {
  if (!auth) return async () => undefined;
  const matches = auth.type === 'capability-token' ? await capabilityToken(auth) : await signedBearerToken(auth);
  return async (authorization) => {
    if (authorization === undefined) return missing;
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    return token !== undefined && (await matches(token)) ? undefined : invalid;
  };
}
