import * as z from 'zod/mini';

/** Which of the host's variables a command sees. Same keys and meaning as `[shell_environment_policy]` of `config.toml`. */
const ShellEnvironmentPolicy = z.object({
  /** `all`: every variable; `core`: only the basics (HOME, PATH, SHELL, USER …); `none`: none. */
  inherit: z._default(z.enum(['all', 'core', 'none']), 'all'),
  /** With false, variables named *KEY*, *SECRET* or *TOKEN* are left out. */
  ignore_default_excludes: z._default(z.boolean(), true),
  /** Patterns (`*`, `?`, case ignored) of names to leave out. */
  exclude: z._default(z.array(z.string()), []),
  /** Variables to add, after the excludes. */
  set: z._default(z.record(z.string(), z.string()), {}),
  /** Patterns of names to keep, applied last. Empty: keep all. */
  include_only: z._default(z.array(z.string()), []),
});
export type ShellEnvironmentPolicy = z.infer<typeof ShellEnvironmentPolicy>;

/** `process.env` is no plain object, and its type allows for undefined; a schema of records refuses both. */
function plainObject(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

export const EnvironmentLocalConfig = z.object({
  /** The variables commands inherit. An application passes its `process.env`; plugins never read it. */
  env: z._default(z.pipe(z.transform(plainObject), z.record(z.string(), z.string())), {}),
  /** Absolute path of the shell. Default `/bin/bash` if it exists, else `/bin/sh`. */
  shell: z.optional(z.string()),
  /** Default `env.HOME`, else the user's entry in the system's user list. */
  home: z.optional(z.string()),
  /** Default `env.TMPDIR`, else `/tmp`. */
  tmpdir: z.optional(z.string()),
  shell_environment_policy: z.optional(ShellEnvironmentPolicy),
});
export type EnvironmentLocalConfig = z.infer<typeof EnvironmentLocalConfig>;
