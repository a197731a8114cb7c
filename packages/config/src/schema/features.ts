import * as z from 'zod/mini';

/** `[features]`: a switch each; a few features of Codex take a table of settings instead. */
export const features = z.record(z.string(), z.union([z.boolean(), z.record(z.string(), z.unknown())]));
