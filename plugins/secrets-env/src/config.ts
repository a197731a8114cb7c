import * as z from 'zod/mini';

/** `process.env` is no plain object, and its type allows for undefined; a schema of records refuses both. */
function plainObject(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

export const SecretsEnvConfig = z.strictObject({
  /** The variables to look in. An application passes its `process.env`; plugins never read it. Default: none. */
  env: z._default(z.pipe(z.transform(plainObject), z.record(z.string(), z.string())), {}),
  /** Absolute: the folder of `auth.json`, where `OPENAI_API_KEY` is looked for next, and kept. Default: none, nothing is kept. */
  home: z.optional(z.string()),
});
