import * as z from 'zod/mini';

/** Options of the plugin; the last is named as in `config.toml`. */
export const Config = z.strictObject({
  /** Absolute path of Tenon's own folder, with the user's `skills`. Default: only those in the user's home are read. */
  home: z.optional(z.string()),
  /** Absolute path of the machine's folder, with the administrators' `skills`. Default: none. */
  system: z.optional(z.string()),
  /** A folder with one of these is a project's root. */
  project_root_markers: z._default(z.array(z.string().check(z.minLength(1))), ['.git']),
});
export type Config = z.infer<typeof Config>;
