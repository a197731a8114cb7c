import type {
  CommandExecutionRequestApprovalParams,
  RequestId,
  RpcError,
  ServerRequestMethod,
  ServerRequests,
} from '@tenon/protocol';
import { additionalWords } from './additional-words.ts';
import { answerReader } from './client-answer.ts';
import type { ClientSide } from './handler.ts';
import type { Transport } from './transport.ts';

interface Pending {
  readonly answer: (result: unknown) => void;
  readonly fail: (error: Error, gone: boolean) => void;
}

/** Requests sent to one client. Their ids are integers from 0 (fact sheet on the app-server, section 2). */
export class PendingRequests {
  #next = 0;
  readonly #pending = new Map<RequestId, Pending>();

  add(pending: Pending): number {
    const id = this.#next;
    this.#next += 1;
    this.#pending.set(id, pending);
    return id;
  }

  /** Takes a client's answer. False: nothing waits for that id. */
  settle(id: RequestId, result: unknown, error: RpcError | undefined): boolean {
    const pending = this.#pending.get(id);
    if (!pending) return false;
    this.#pending.delete(id);
    if (error) pending.fail(new Error(`the client answered with an error: ${String(error.message)}`), false);
    else pending.answer(result);
    return true;
  }

  remove(id: RequestId): void {
    this.#pending.delete(id);
  }

  /** The client is gone. */
  failAll(reason: string): void {
    for (const pending of [...this.#pending.values()]) pending.fail(new Error(reason), true);
    this.#pending.clear();
  }
}

/** A client that may be asked. */
export interface AskedClient extends Pick<ClientSide, 'client' | 'notify'> {
  readonly transport: Transport;
  readonly requests: PendingRequests;
}

/** Fields of the experimental API: other clients are not sent them (fact sheet on the app-server, section 3). */
const experimentalFields = ['availableDecisions', 'additionalPermissions'];

/** Nobody approves what they are not shown: permissions that a client is not sent stand in the reason. */
function paramsFor(connection: AskedClient, params: object): object {
  if (connection.client?.experimentalApi) return params;
  const known = Object.fromEntries(Object.entries(params).filter(([field]) => !experimentalFields.includes(field)));
  const { additionalPermissions, reason } = params as CommandExecutionRequestApprovalParams;
  if (!additionalPermissions) return known;
  return { ...known, reason: [reason, additionalWords(additionalPermissions)].filter(Boolean).join('\n') };
}

/** One question to every client that watches a thread. The first answer counts, and each is told when it is settled. */
export class Question<M extends ServerRequestMethod = ServerRequestMethod> {
  readonly threadId: string | undefined;
  readonly turnId: string | undefined;
  readonly answered: Promise<ServerRequests[M]['result']>;
  readonly #method: M;
  readonly #params: ServerRequests[M]['params'];
  readonly #signal: AbortSignal;
  readonly #read: (result: unknown) => Promise<ServerRequests[M]['result']>;
  readonly #asked = new Map<AskedClient, number>();
  readonly #resolvers = Promise.withResolvers<ServerRequests[M]['result']>();
  #failed = 0;
  #settled = false;
  #patience: NodeJS.Timeout | undefined;

  constructor(method: M, params: ServerRequests[M]['params'], signal: AbortSignal) {
    const { threadId, conversationId, turnId } = params as Readonly<Record<string, string | undefined>>;
    this.threadId = threadId ?? conversationId;
    this.turnId = turnId ?? undefined;
    this.#method = method;
    this.#params = params;
    this.#signal = signal;
    this.#read = answerReader(method);
    this.answered = this.#resolvers.promise;
    if (signal.aborted) this.#onAbort();
    else signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Asks a client, once. */
  ask(connection: AskedClient): void {
    if (this.#settled || this.#asked.has(connection)) return;
    clearTimeout(this.#patience);
    const id = connection.requests.add({
      answer: (result) => void this.#answer(connection, result),
      fail: (error, gone) => this.#fail(connection, error, gone),
    });
    this.#asked.set(connection, id);
    connection.transport.send({ method: this.#method, id, params: paramsFor(connection, this.#params) });
  }

  /** Nobody needs an answer any more. */
  cancel(reason: unknown): void {
    this.#settle(() => this.#resolvers.reject(reason));
  }

  /** An answer that cannot be read is an error of the client: others may still answer. */
  async #answer(connection: AskedClient, result: unknown): Promise<void> {
    let answer: ServerRequests[M]['result'];
    try {
      answer = await this.#read(result);
    } catch (error) {
      this.#fail(connection, error as Error, false);
      return;
    }
    this.#settle(() => this.#resolvers.resolve(answer));
  }

  /** When nobody is left to answer: a client that can come back by its cursor is waited for. */
  #fail(connection: AskedClient, error: Error, gone: boolean): void {
    if (gone) this.#asked.delete(connection);
    else this.#failed += 1;
    if (this.#failed < this.#asked.size) return;
    if (!gone || !connection.client?.eventSequence || this.#failed > 0) {
      this.cancel(error);
      return;
    }
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.cancel(error), comeBackMs).unref();
  }

  readonly #onAbort = () => this.cancel(this.#signal.reason);

  #settle(finish: () => void): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#patience);
    this.#signal.removeEventListener('abort', this.#onAbort);
    for (const [connection, id] of this.#asked) {
      connection.requests.remove(id);
      const { threadId } = this;
      if (threadId) connection.notify({ method: 'serverRequest/resolved', params: { threadId, requestId: id } });
    }
    finish();
  }
}

/** Milliseconds a client with a cursor has to come back to a question that only it was asked. */
const comeBackMs = 60_000;

/** The questions that wait for an answer. */
export class Questions {
  readonly #open = new Set<Question>();

  /** Rejects when no client watches, when all of them went or failed, when the turn ends, or with the signal's reason. */
  async ask<M extends ServerRequestMethod>(
    watchers: (threadId: string | undefined) => readonly AskedClient[],
    method: M,
    params: ServerRequests[M]['params'],
    signal: AbortSignal,
  ): Promise<ServerRequests[M]['result']> {
    const question = new Question(method, params, signal);
    const asked = watchers(question.threadId);
    if (asked.length === 0)
      question.cancel(new Error(`no client watches thread ${question.threadId}, so nobody can be asked`));
    const open = question as unknown as Question;
    this.#open.add(open);
    for (const connection of asked) question.ask(connection);
    try {
      return await question.answered;
    } finally {
      this.#open.delete(open);
    }
  }

  /** Asks a client that has come to the thread what others were asked before. */
  deliver(threadId: string, connection: AskedClient): void {
    for (const question of this.#open) if (question.threadId === threadId) question.ask(connection);
  }

  /** The turn has ended: nothing of it is open. */
  turnEnded(threadId: string, turnId: string): void {
    for (const question of [...this.#open]) {
      if (question.threadId === threadId && question.turnId === turnId) {
        question.cancel(new Error(`turn ${turnId} has ended`));
      }
    }
  }
}
