import * as z from 'zod/mini';

export const SandboxLinuxConfig = z.object({
  /** `auto`: the strongest that works. Another one is used or nothing is: there is no falling back to a weaker one. */
  mechanism: z._default(z.enum(['auto', 'bubblewrap', 'landlock']), 'auto'),
  /** Absolute path of `bwrap`. Default: the first one in `path`. */
  bwrap: z.optional(z.string().check(z.startsWith('/'))),
  /** Folders to find programs in: absolute, and none that a command may write. */
  path: z._default(z.array(z.string().check(z.startsWith('/'))), ['/usr/bin', '/bin', '/usr/local/bin']),
  /** How many processes and threads a command may have at once; what exceeds it is ended. */
  max_processes: z._default(z.int().check(z.minimum(1)), 4096),
  /**
   * In how many folders of each place that may be written nested repositories are looked for, before the first command there. With
   * more, commands are refused: what is not seen is not protected.
   */
  max_folders: z._default(z.int().check(z.minimum(1)), 200_000),
  /** Lets commands make Unix sockets: they can then talk to any service of the host that listens on one. */
  allow_unix_sockets: z._default(z.boolean(), false),
});
export type SandboxLinuxConfig = z.infer<typeof SandboxLinuxConfig>;
