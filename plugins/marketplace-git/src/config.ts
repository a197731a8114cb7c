import * as z from 'zod/mini';

/** `process.env` is no plain object, and its type allows for undefined; a schema of records refuses both. */
function plainObject(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

const count = z.int().check(z.positive());

export const Config = z.strictObject({
  /** What git, ssh and the credential helpers see. An application passes its `process.env`; plugins never read it. Default: nothing. */
  env: z._default(z.pipe(z.transform(plainObject), z.record(z.string(), z.string())), {}),
  /** The git to run. */
  program: z._default(z.string().check(z.minLength(1)), 'git'),
  /** Milliseconds that one run of git may take. */
  timeout_ms: z._default(count.check(z.maximum(2 ** 31 - 1)), 120_000),
  /** Bytes that are fetched at most, and that the files taken may have. */
  max_bytes: z._default(count, 256 * 1024 * 1024),
  /** Files that are taken at most. */
  max_files: z._default(count, 20_000),
});
export type Config = z.infer<typeof Config>;
