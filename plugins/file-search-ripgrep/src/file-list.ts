import { isTenonError, tenonError } from '@tenon/plugin-api';
import type { Environment, Process } from '@tenon/plugin-api/environment';
import type { FileSearch } from '@tenon/plugin-api/file-search';

const PLUGIN = 'tenon.file-search-ripgrep';

/** Hidden files and what links lead to are listed, as the peer does; `.git` is not: nobody looks for an object by its digest. */
const ARGUMENTS = ['--no-config', '--no-messages', '--files', '--null', '--hidden', '--follow', '--glob', '!.git'];

/** Bytes of what ripgrep says of its errors that are kept. */
const STDERR_BYTES = 2000;

export function createFileSearch(environment: () => Environment, program: string | undefined): FileSearch {
  return {
    async *list(root, signal) {
      signal.throwIfAborted();
      const listing = await start(environment(), root, program ?? (await bundledProgram()));
      const stop = () => void listing.process.kill();
      signal.addEventListener('abort', stop, { once: true });
      try {
        yield* listing.batches();
        signal.throwIfAborted();
      } finally {
        signal.removeEventListener('abort', stop);
        await listing.process.kill();
      }
    },
  };
}

/** Its module throws on import where the package of this machine is not installed. */
async function bundledProgram(): Promise<string> {
  try {
    return (await import('@vscode/ripgrep')).rgPath;
  } catch (cause) {
    throw failed('ripgrep is not installed for this machine', cause);
  }
}

async function start(environment: Environment, root: string, program: string) {
  const process = await environment.processes
    .spawn({ argv: [program, ...ARGUMENTS], cwd: root, stdin: 'none' })
    .catch((cause: unknown) => {
      throw failed(isTenonError(cause) ? cause.message : `${program} could not be started in ${root}`, cause);
    });
  return { process, batches: () => batches(process, root) };
}

/** Names as they come, those of one chunk of output at a time. */
async function* batches(process: Process, root: string): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let waiting: string[] = [];
  let half = '';
  let said = '';
  let count = 0;
  let wake = Promise.withResolvers<void>();
  let ended = false;
  process.onOutput((chunk, stream) => {
    if (stream === 'stderr') {
      if (said.length < STDERR_BYTES) said += new TextDecoder().decode(chunk).slice(0, STDERR_BYTES);
      return;
    }
    const names = (half + decoder.decode(chunk, { stream: true })).split('\0');
    half = names.pop() ?? '';
    for (const name of names) waiting.push(name);
    wake.resolve();
  });
  const exit = process.exit.then((end) => {
    ended = true;
    wake.resolve();
    return end;
  });
  for (;;) {
    await wake.promise;
    wake = Promise.withResolvers();
    if (ended) wake.resolve();
    const names = waiting;
    waiting = [];
    count += names.length;
    if (names.length > 0) yield names;
    else if (ended) break;
  }
  // 1: there was nothing to list. 2 with names: some folders could not be read.
  const { code } = await exit;
  if (code === 2 && count === 0 && said) throw failed(`ripgrep could not list ${root}: ${said.trim()}`);
}

function failed(message: string, cause?: unknown): Error {
  return tenonError({
    code: 'file_search_failed',
    message,
    mend: 'Install the package @vscode/ripgrep with its optional dependencies, or set `program` to an rg of your own.',
    plugin: PLUGIN,
    ...(cause !== undefined && { cause }),
  });
}
