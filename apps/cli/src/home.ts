import { join, resolve } from 'node:path';

/** Where configuration and threads are: `$TENON_HOME`, else `$CODEX_HOME`, else `~/.tenon`. Absolute. */
export function tenonHome(env: NodeJS.ProcessEnv): string {
  const named = env.TENON_HOME || env.CODEX_HOME;
  if (named) return resolve(named);
  return join(userHome(env), '.tenon');
}

/** The user's home folder. Absolute. */
export function userHome(env: NodeJS.ProcessEnv): string {
  return resolve(env.HOME || process.getBuiltinModule('node:os').homedir());
}
