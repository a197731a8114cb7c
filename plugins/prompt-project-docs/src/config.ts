import * as z from 'zod/mini';

/** Options of the plugin; all but `home` are named as in `config.toml`. */
export const Config = z.strictObject({
  /** Absolute path of the folder with the user's own AGENTS.md. Without it there is none. */
  home: z.optional(z.string()),
  /** Most bytes of all of a project's files together; 0 reads none. */
  project_doc_max_bytes: z._default(z.int().check(z.minimum(0)), 32_768),
  /** Names to try after AGENTS.override.md and AGENTS.md. */
  project_doc_fallback_filenames: z._default(z.array(z.string().check(z.minLength(1))), []),
  /** A folder with one of these is a project's root. */
  project_root_markers: z._default(z.array(z.string().check(z.minLength(1))), ['.git']),
});
export type Config = z.infer<typeof Config>;
