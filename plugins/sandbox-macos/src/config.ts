import * as z from 'zod/mini';

export const SandboxMacosConfig = z.object({
  /** Lets commands use Unix sockets: they can then talk to any service of the host that listens on one. */
  allow_unix_sockets: z._default(z.boolean(), false),
});
export type SandboxMacosConfig = z.infer<typeof SandboxMacosConfig>;
