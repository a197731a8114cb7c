import { type ChildProcess, spawn } from 'node:child_process';
import type { Operations } from './operations.ts';
import type { Answer, Request } from './serve.ts';

/** What a process of the store threw. */
export class StoreRefusal extends Error {
  /** undefined: it was no TenonError. */
  readonly code: string | undefined;
  readonly mend: string | undefined;
  constructor({ code, message, mend }: { code: string | undefined; message: string; mend: string | undefined }) {
    super(message);
    this.code = code;
    this.mend = mend;
  }
}

/** A process that has the store open, and does what it is told. */
export interface StoreProcess {
  /** Rejects with a `StoreRefusal`, or with another error when the process ended. */
  call<Name extends keyof Operations>(
    name: Name,
    ...args: Parameters<Operations[Name]>
  ): Promise<Awaited<ReturnType<Operations[Name]>>>;
  /** The last number a flood announced; 0 before the first. */
  readonly announced: number;
  /** Resolves when a flood has announced so much; rejects when the process ended before. */
  announcedAtLeast(count: number): Promise<void>;
  /** kill -9. Resolves when the process is gone and all it had announced is known. */
  kill(): Promise<void>;
  /** Ends its input; resolves when it has closed the store and ended. Throws if it ended otherwise than well. */
  end(): Promise<void>;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export function startStoreProcess(command: readonly string[]): StoreProcess {
  const [program = '', ...args] = command;
  const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const pending = new Map<number, Pending>();
  const waiting = new Set<{ readonly count: number; readonly done: Pending }>();
  let announced = 0;
  let last = 0;
  let complaint = '';
  let failure: Error | undefined;

  const heard = (line: string) => {
    let answer: Answer;
    try {
      answer = JSON.parse(line) as Answer;
    } catch {
      failure ??= new Error(`the store printed to standard output, which the suite needs: ${line.slice(0, 200)}`);
      return;
    }
    if ('announced' in answer) {
      announced = answer.announced;
      for (const each of waiting)
        if (announced >= each.count) {
          waiting.delete(each);
          each.done.resolve(undefined);
        }
      return;
    }
    const request = pending.get(answer.id);
    pending.delete(answer.id);
    if ('thrown' in answer) request?.reject(new StoreRefusal(answer.thrown));
    else request?.resolve(answer.value);
  };

  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) heard(line);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  // A process that is gone takes no more requests: told by its end.
  child.stdin?.on('error', () => {});

  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`could not be started: ${error.message}`));
    child.on('close', (code, signal) => resolve(`ended (${signal ?? code})`));
  });
  const words = (how: string) => new Error(`a process of the store ${how}: ${command.join(' ')}\n${complaint}`.trim());
  void ended.then((how) => {
    failure ??= words(how);
    for (const { reject } of [...pending.values(), ...[...waiting].map(({ done }) => done)]) reject(failure);
  });

  return {
    call(name, ...given) {
      const answer = new Promise<unknown>((resolve, reject) => {
        if (failure) return reject(failure);
        last += 1;
        pending.set(last, { resolve, reject });
        child.stdin?.write(`${JSON.stringify({ id: last, call: name, args: given } satisfies Request)}\n`);
      });
      return answer as Promise<never>;
    },
    get announced() {
      return announced;
    },
    announcedAtLeast: (count) =>
      new Promise((resolve, reject) => {
        if (announced >= count) return resolve();
        if (failure) return reject(failure);
        waiting.add({ count, done: { resolve: () => resolve(), reject } });
      }),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async end() {
      child.stdin?.end();
      const how = await ended;
      if (how !== 'ended (0)') throw failure ?? words(how);
    },
  };
}
