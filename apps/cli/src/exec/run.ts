import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppServer, protocolVersion } from '@tenon/app-server';
import type { ServerNotification, ThreadStartResponse, Turn, UserInput } from '@tenon/protocol';
import { exitCodes } from '../exit-codes.ts';
import { openHost } from '../host.ts';
import { systemFolder } from '../system-folder.ts';
import { version } from '../version.ts';
import { addedDirs } from './add-dirs.ts';
import { InProcessClient } from './client.ts';
import type { ExecOptions } from './options.ts';
import type { Sink } from './sink.ts';

export interface ExecRun {
  readonly options: ExecOptions;
  readonly prompt: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly sink: Sink;
  readonly onProblem: (error: unknown) => void;
  /** Calls back on Ctrl-C. Returns a function that stops listening. */
  readonly onInterrupt: (listener: () => void) => () => void;
}

function inGitRepository(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (dirname(at) === at) return false;
  }
}

async function openThread(client: InProcessClient, options: ExecOptions): Promise<ThreadStartResponse> {
  const overrides = {
    approvalPolicy: 'never' as const,
    ...(options.model && { model: options.model }),
    ...(options.sandbox && { sandbox: options.sandbox }),
    ...(options.permissions !== undefined && {
      permissions: { type: 'profile' as const, id: options.permissions },
    }),
  };
  if (!options.resume) {
    return client.request('thread/start', { ...overrides, cwd: options.cwd, ephemeral: options.ephemeral });
  }
  let threadId: string | undefined;
  if (options.resume === 'last') {
    const { data } = await client.request('thread/list', {
      cwd: options.cwd,
      limit: 1,
      sortKey: 'updated_at',
      modelProviders: [],
      sourceKinds: ['cli', 'vscode', 'exec', 'appServer'],
    });
    threadId = data[0]?.id;
    if (!threadId) throw new Error(`no thread of ${options.cwd} is stored: start one with tenon exec "PROMPT"`);
  } else threadId = options.resume.id;
  return client.request('thread/resume', { ...overrides, threadId, excludeTurns: true });
}

/** What exec is told by its environment, as the peer's SDK does it: a key of its own, and where the models are. */
function execEnvironment(env: NodeJS.ProcessEnv): { env: NodeJS.ProcessEnv; overrides: string[] } {
  const { CODEX_API_KEY: key, OPENAI_BASE_URL: url } = env;
  return {
    env: key ? { ...env, OPENAI_API_KEY: key } : env,
    overrides: url ? [`openai_base_url=${JSON.stringify(url)}`] : [],
  };
}

/** One turn, from start to end. Gives the exit code. Throws what kept it from starting. */
export async function runExec(run: ExecRun): Promise<number> {
  const { options, sink } = run;
  if (!options.skipGitRepoCheck && !inGitRepository(options.cwd)) {
    throw new Error('Not inside a trusted directory and --skip-git-repo-check was not specified.');
  }
  const { home, onProblem } = run;
  const { cwd, strict, ignoreUser, ignoreRules } = options;
  const { env, overrides: ofEnvironment } = execEnvironment(run.env);
  const overrides = [...ofEnvironment, ...options.overrides];
  const server = new AppServer({
    home,
    cwd,
    system: systemFolder(env),
    version,
    overrides,
    ignoreUser,
    onError: onProblem,
    open: (askPerson, onWarning) =>
      openHost({ home, cwd, env, overrides, strict, ignoreUser, ignoreRules, onProblem, onWarning }, askPerson),
  });
  const turnEnded = Promise.withResolvers<Turn>();
  let lastMessage: string | null = null;
  const onNotification = (notification: ServerNotification) => {
    if (notification.method === 'item/completed' && notification.params.item.type === 'agentMessage') {
      lastMessage = notification.params.item.text;
    }
    sink.notification(notification);
    if (notification.method === 'turn/completed') turnEnded.resolve(notification.params.turn);
  };
  const client = new InProcessClient(server, onNotification);
  try {
    await client.request('initialize', {
      clientInfo: {
        // Programs that run exec for somebody, such as the peer's SDK, say so here.
        name: env.CODEX_INTERNAL_ORIGINATOR_OVERRIDE || 'tenon_exec',
        title: 'Tenon exec',
        version: `${version} (${protocolVersion})`,
      },
      capabilities: { experimentalApi: true },
    });
    const started = await openThread(client, options);
    sink.started(started);
    const threadId = started.thread.id;
    const input: UserInput[] = [
      ...options.images.map((path): UserInput => ({ type: 'localImage', path })),
      { type: 'text', text: run.prompt },
    ];
    const { params: added, ignored } = addedDirs(started, options.addDirs);
    if (ignored) sink.notification({ method: 'warning', params: { threadId, message: ignored } });
    const { turn } = await client.request('turn/start', {
      threadId,
      input,
      ...added,
      ...(options.outputSchema !== undefined && { outputSchema: options.outputSchema }),
    });
    const stopListening = run.onInterrupt(() => {
      // The turn may have ended in the meantime; then there is nothing left to interrupt.
      client.request('turn/interrupt', { threadId, turnId: turn.id }).catch(onProblem);
    });
    const ended = await turnEnded.promise;
    stopListening();
    sink.ended(ended, lastMessage);
    if (options.outputFile && lastMessage !== null) writeFileSync(options.outputFile, lastMessage);
    if (ended.status === 'interrupted') return exitCodes.interrupted;
    return ended.status === 'completed' ? exitCodes.ok : exitCodes.failed;
  } finally {
    await server.close();
  }
}
