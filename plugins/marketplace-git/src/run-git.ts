import { dirname } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import type { Config } from './config.ts';
import { harmlessEnvironment, harmlessOptions } from './harmless.ts';

export const PLUGIN = 'tenon.marketplace-git';

/** Bytes of its complaints that are kept. */
const maxComplaint = 8192;
/** Milliseconds that what git left behind, such as a connection of ssh that is kept, may hold its pipes open after its end. */
const pipeGrace = 500;

export interface GitRun {
  readonly config: Config;
  /** Absolute: a folder of its own, where it runs. */
  readonly cwd: string;
  /** Kills it, with all that it started; the call rejects with the reason. */
  readonly signal: AbortSignal;
  /** Given what it prints, piece by piece. Throwing kills it, and rejects. */
  readonly onOutput?: (text: string) => void;
}

/**
 * Runs git, without a shell, a terminal or a question. Throws `git_missing`, `git_timeout`, and `git_failed` with what it says, from
 * which passwords are taken out.
 */
export function runGit(args: readonly string[], { config, cwd, signal, onOutput }: GitRun): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const posix = process.platform !== 'win32';
    const child = process.getBuiltinModule('node:child_process').spawn(config.program, [...harmlessOptions, ...args], {
      cwd,
      env: harmlessEnvironment(config.env, dirname(cwd)),
      stdio: ['ignore', 'pipe', 'pipe'],
      // A session of its own has no terminal to ask on, and ends as one.
      detached: posix,
      windowsHide: true,
    });
    let stopped: { readonly reason: unknown } | undefined;
    let complaint = '';
    let grace: NodeJS.Timeout | undefined;
    const stop = (reason: unknown) => {
      stopped ??= { reason };
      if (child.pid === undefined) return;
      clearTimeout(grace);
      grace = setTimeout(ended, pipeGrace, null);
      try {
        if (posix) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch (error) {
        // ESRCH: it has ended by itself.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') stopped = { reason: error };
      }
    };
    const onAbort = () => stop(signal.reason);
    const timer = setTimeout(() => stop(timeout(args, config.timeout_ms)), config.timeout_ms);
    signal.addEventListener('abort', onAbort, { once: true });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stopped) return;
      try {
        onOutput?.(text);
      } catch (error) {
        stop(error);
      }
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(0, maxComplaint);
    });
    const settle = (end: () => void) => {
      clearTimeout(timer);
      clearTimeout(grace);
      signal.removeEventListener('abort', onAbort);
      child.stdout.destroy();
      child.stderr.destroy();
      end();
    };
    const ended = (code: number | null) =>
      settle(() => {
        if (stopped) reject(stopped.reason);
        else if (code === 0) resolve();
        else reject(failed(args, complaint, code));
      });
    child.on('error', (error) => settle(() => reject(missing(config.program, error))));
    child.on('close', ended);
    child.on('exit', (code) => {
      // What it printed is waited for to the last byte; what it complained of is not.
      const whenRead = () => (child.stdout.readableEnded ? ended(code) : child.stdout.once('end', () => ended(code)));
      grace ??= setTimeout(whenRead, pipeGrace);
    });
  });
}

const command = (args: readonly string[]): string =>
  `git ${args.find((arg) => /^[a-z-]+$/.test(arg) && arg[0] !== '-')}`;

const timeout = (args: readonly string[], ms: number) =>
  tenonError({
    code: 'git_timeout',
    message: `${command(args)} took more than ${ms} ms`,
    mend: 'Try again, or give it longer with the option timeout_ms.',
    plugin: PLUGIN,
  });

const missing = (program: string, cause: Error) =>
  tenonError({
    code: 'git_missing',
    message: `${program} cannot be run: ${cause.message}`,
    mend: 'Install git, or name it with the option program.',
    plugin: PLUGIN,
    cause,
  });

const failed = (args: readonly string[], complaint: string, code: number | null) =>
  tenonError({
    code: 'git_failed',
    message: `${command(args)}: ${tellable(complaint).trim() || `ended with code ${code}`}`,
    mend: 'See that the same works with git by hand: the repository is there, and a credential helper or ssh agent answers for it.',
    plugin: PLUGIN,
  });

/** A text without what stands before the @ of http URLs, and without control characters: some of it comes from the remote. */
const tellable = (text: string): string =>
  text
    .replace(/(https?:\/\/)[^@/\s]+@/gi, '$1***@')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ');
