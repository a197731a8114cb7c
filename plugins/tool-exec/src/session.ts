import type { Process, ProcessExit } from '@tenon/plugin-api/environment';
import type { RunContext } from '@tenon/plugin-api/tool';
import { createOutputBuffer, type OutputBuffer } from './output-buffer.ts';
import { createOutputDeltas } from './output-deltas.ts';
import { createUtf8Stream } from './utf8-stream.ts';

/** Output kept of a session: its beginning and its end. */
const OUTPUT_BYTES = 1024 * 1024;

/** What happens with the session, for its item. */
export interface SessionEvents {
  output(delta: string): void;
  /** Once, when the process exited by itself or was evicted; not after `discard`. */
  exited(exit: SessionExit): void;
}

export interface SessionExit {
  readonly exitCode: number;
  /** null when there was none. */
  readonly aggregatedOutput: string | null;
  readonly durationMs: number;
}

/** A session whose command is run again, and what is said between the output of both. */
export interface EarlierRun {
  readonly session: Session;
  readonly note: string;
}

/** What the wait of a call is bound to. */
type WaitingCall = Pick<RunContext, 'clock' | 'signal'>;

/** A command that runs, or ran and was not reported to the model yet. */
export interface Session {
  /** Five digits; also the wire's `processId`. */
  readonly id: string;
  /** The item of the call that started it. */
  readonly itemId: string;
  readonly tty: boolean;
  readonly exitCode: number | undefined;
  /** Milliseconds since the epoch of `performance`. */
  readonly lastUsed: number;
  /** Resolves when the process exited, after `milliseconds` of the clock, or when the signal aborts: whichever comes first. */
  wait(milliseconds: number, call: WaitingCall): Promise<void>;
  /** The output since the last call. */
  takeOutput(): OutputBuffer;
  /** All output; of a second run also the first one's. */
  readonly aggregated: OutputBuffer;
  write(text: string): Promise<void>;
  /** Kills the tree; resolves when it is gone. */
  kill(): Promise<void>;
  /** Kills the tree and says nothing more about it. */
  discard(): Promise<void>;
}

export function createSession(
  about: Pick<Session, 'id' | 'itemId' | 'tty'>,
  process: Process,
  events: SessionEvents,
  earlier?: EarlierRun,
): Session {
  const startedAt = performance.now();
  const aggregated = earlier?.session.aggregated ?? createOutputBuffer(OUTPUT_BYTES);
  let fresh = createOutputBuffer(OUTPUT_BYTES);
  let exitCode: number | undefined;
  let lastUsed = startedAt;
  let discarded = false;

  const deltas = createOutputDeltas((delta) => {
    if (!discarded) events.output(delta);
  });
  const take = (text: Uint8Array) => {
    aggregated.append(text);
    fresh.append(text);
    deltas.push(text);
  };
  if (earlier) take(Buffer.from(earlier.note));
  const streams = { stdout: createUtf8Stream(), stderr: createUtf8Stream() };
  const stopListening = process.onOutput((chunk, stream) => take(streams[stream].push(chunk)));
  const exited = process.exit.then((exit) => {
    stopListening();
    take(streams.stdout.end());
    take(streams.stderr.end());
    deltas.flush();
    exitCode = exitCodeOf(exit);
    if (discarded) return;
    events.exited({
      exitCode,
      aggregatedOutput: aggregated.totalBytes === 0 ? null : aggregated.render(OUTPUT_BYTES),
      durationMs: Math.round(performance.now() - startedAt),
    });
  });

  return {
    ...about,
    aggregated,
    get exitCode() {
      return exitCode;
    },
    get lastUsed() {
      return lastUsed;
    },
    wait: async (milliseconds, call) => {
      await firstOf(exited, milliseconds, call);
      lastUsed = performance.now();
    },
    takeOutput() {
      const output = fresh;
      fresh = createOutputBuffer(OUTPUT_BYTES);
      return output;
    },
    write: (text) => process.write(text),
    kill: () => process.kill(),
    discard() {
      discarded = true;
      return process.kill();
    },
  };
}

/** A process killed by a signal has no code of its own; shells say 128 and the signal's number. */
function exitCodeOf({ code, signal }: ProcessExit): number {
  if (code !== null) return code;
  const signals: Readonly<Record<string, number>> = process.getBuiltinModule('node:os').constants.signals;
  return 128 + (signals[signal ?? ''] ?? 0);
}

function firstOf(exited: Promise<void>, milliseconds: number, { clock, signal }: WaitingCall): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(milliseconds, done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
    exited.then(done, reject);
  });
}
