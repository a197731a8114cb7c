import * as z from 'zod/mini';

export const defaultRegistry = 'https://registry.npmjs.org/';

const count = z.int().check(z.positive());

export const Config = z.strictObject({
  /**
   * What an `.npmrc` says, key by key; others than these are passed over: `registry`, `@scope:registry`, and `//host/path/:_authToken`,
   * `//host/path/:_auth` (base64 of `name:password`). An application reads the file, and puts variables in. Default: npm's own registry.
   */
  npmrc: z._default(z.record(z.string(), z.string()), {}),
  /** Milliseconds that one request may take. */
  timeout_ms: z._default(count.check(z.maximum(2 ** 31 - 1)), 60_000),
  /** Bytes that a package's archive may have. */
  max_bytes: z._default(count, 64 * 1024 * 1024),
  /** Bytes that an answer about packages may have. */
  max_metadata_bytes: z._default(count, 64 * 1024 * 1024),
  /** Packages of a scope that are listed at most. */
  max_packages: z._default(count, 2000),
});
export type Config = z.infer<typeof Config>;
