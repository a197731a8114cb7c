/** A pipe whose one end a process writes and whose other end is read here. Both are descriptors of this process. */
export interface OutputPipe {
  readonly readEnd: number;
  readonly writeEnd: number;
}

/** A stock of pipes. */
export interface OutputPipes {
  /** Two pipes, for output and errors. undefined when there are none to be had. */
  take(): Promise<readonly [OutputPipe, OutputPipe] | undefined>;
  /** Closes what was not taken. */
  close(): void;
}

const BATCH = 16;

/**
 * Node connects a child by sockets, and a socket cannot be opened by its name: `echo x >/dev/stderr` and `tee /dev/stdout` would
 * fail. Node has no call for a pipe; named ones, unlinked as soon as they are open, are the same. They are made some at a time,
 * because each batch starts a program. In worker threads, and where they cannot be made, sockets do.
 */
export function createOutputPipes(tmpdir: string): OutputPipes {
  const stock: OutputPipe[] = [];
  let making: Promise<void> | undefined;
  let closed = false;
  let impossible: boolean | undefined;
  const refill = () => {
    making ??= makePipes(tmpdir).then((made) => {
      making = undefined;
      if (closed) for (const pipe of made) closePipe(pipe);
      else stock.push(...made);
      impossible = made.length === 0;
    });
    return making;
  };
  return {
    async take() {
      // A worker thread would close these descriptors once more when it ends, whatever they are by then.
      impossible ??= !process.getBuiltinModule('node:worker_threads').isMainThread;
      while (stock.length < 2) {
        if (impossible || closed) return undefined;
        await refill();
      }
      const [one, two] = stock.splice(0, 2);
      if (stock.length < 2) void refill();
      return one && two && [one, two];
    },
    close() {
      closed = true;
      for (const pipe of stock.splice(0)) closePipe(pipe);
    },
  };
}

function closePipe({ readEnd, writeEnd }: OutputPipe): void {
  const fs = process.getBuiltinModule('node:fs');
  fs.closeSync(readEnd);
  fs.closeSync(writeEnd);
}

/** Empty when there is no `mkfifo`, no folder that takes them, or no descriptor left: sockets do then. */
async function makePipes(tmpdir: string): Promise<readonly OutputPipe[]> {
  const fs = process.getBuiltinModule('node:fs');
  const { O_RDONLY, O_NONBLOCK, O_WRONLY } = fs.constants;
  const opened: number[] = [];
  const open = (path: string, flags: number) => {
    const descriptor = fs.openSync(path, flags);
    opened.push(descriptor);
    return descriptor;
  };
  let folder: string | undefined;
  try {
    folder = fs.mkdtempSync(`${tmpdir}/tenon-pipes-`);
    const paths = Array.from({ length: BATCH }, (_, index) => `${folder}/${index}`);
    await run('mkfifo', ['-m', '600', ...paths]);
    // The reading end first, and without waiting: opening the writing end waits for a reader.
    return paths.map((path) => ({
      readEnd: open(path, O_RDONLY | O_NONBLOCK),
      writeEnd: open(path, O_WRONLY),
    }));
  } catch {
    for (const descriptor of opened) fs.closeSync(descriptor);
    return [];
  } finally {
    if (folder !== undefined) fs.rmSync(folder, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[]): Promise<void> {
  const { spawn } = process.getBuiltinModule('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { PATH: '/usr/bin:/bin' }, stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} exited with ${code}`))));
  });
}
