import * as z from 'zod/mini';

/** Options of the plugin; the last is named as in `config.toml`. */
export const Config = z.strictObject({
  /** Absolute path of the user's home, which may hold a marketplace. Default: none is looked for there. */
  home: z.optional(z.string()),
  /** A folder with one of these is a project's root, which may hold a marketplace. */
  project_root_markers: z._default(z.array(z.string().check(z.minLength(1))), ['.git']),
});
export type Config = z.infer<typeof Config>;
