import type { ServerNotification, ThreadItem, ThreadStartResponse, Turn } from '@tenon/protocol';
import type { Sink } from './sink.ts';

/** Lines of a command's output that are shown. */
const shownLines = 12;

export interface TextSinkOptions {
  /** Progress. */
  readonly progress: (text: string) => void;
  /** The final message. */
  readonly answer: (text: string) => void;
  readonly color: boolean;
}

/** Readable progress, and the final message by itself at the end. */
export class TextSink implements Sink {
  readonly #options: TextSinkOptions;
  /** The last message of the model: the final one, unless something follows it. */
  #held: string | undefined;
  #tokens: number | undefined;

  constructor(options: TextSinkOptions) {
    this.#options = options;
  }

  started({ thread, model, modelProvider, sandbox, activePermissionProfile, cwd }: ThreadStartResponse): void {
    const permissions = activePermissionProfile?.id ?? sandbox.type;
    this.#say(
      `${this.#dim('model')} ${model} (${modelProvider})   ${this.#dim('sandbox')} ${permissions}   ${this.#dim('in')} ${cwd}`,
    );
    this.#say(`${this.#dim('thread')} ${thread.id}`);
  }

  notification({ method, params }: ServerNotification): void {
    switch (method) {
      case 'item/completed':
        this.#item(params.item);
        break;
      case 'turn/plan/updated':
        this.#release();
        this.#say(this.#bold('plan'));
        for (const { step, status } of params.plan) {
          this.#say(`  ${status === 'completed' ? '✓' : status === 'inProgress' ? '›' : '·'} ${step}`);
        }
        break;
      case 'thread/tokenUsage/updated':
        this.#tokens = params.tokenUsage.total.totalTokens;
        break;
      case 'warning':
        this.#say(`${this.#bold('warning')} ${params.message}`);
        break;
      case 'configWarning':
        this.#say(`${this.#bold('warning')} ${params.summary}${params.details ? `: ${params.details}` : ''}`);
        break;
      case 'error':
        this.#release();
        this.#say(`${this.#bold(params.willRetry ? 'retrying' : 'error')} ${params.error.message}`);
        if (params.error.additionalDetails) this.#say(`      ${params.error.additionalDetails}`);
        break;
      default:
        break;
    }
  }

  ended(turn: Turn, lastMessage: string | null): void {
    if (turn.status !== 'completed') this.#release();
    if (turn.status === 'interrupted') this.#say('interrupted');
    if (this.#tokens !== undefined) this.#say(`${this.#dim('tokens used')} ${this.#tokens.toLocaleString('en-US')}`);
    if (turn.status === 'completed' && lastMessage !== null) this.#options.answer(`${lastMessage}\n`);
  }

  #item(item: ThreadItem): void {
    if (item.type === 'userMessage') return;
    this.#release();
    if (item.type === 'agentMessage') this.#held = item.text;
    else if (item.type === 'reasoning') {
      for (const part of item.summary ?? []) this.#say(this.#dim(part));
    } else if (item.type === 'commandExecution') {
      const how =
        item.status === 'declined' ? 'refused' : item.exitCode === null ? item.status : `exit ${item.exitCode}`;
      this.#say(`${this.#bold('exec')} ${item.command} ${this.#dim(`${how}, ${item.durationMs ?? 0} ms`)}`);
      this.#output(item.aggregatedOutput ?? '');
    } else if (item.type === 'fileChange') {
      this.#say(`${this.#bold('patch')} ${this.#dim(item.status)}`);
      for (const { path, kind } of item.changes) this.#say(`  ${kind.type} ${path}`);
    } else if (item.type === 'imageView') this.#say(`${this.#bold('image')} ${item.path}`);
    else this.#say(this.#bold(item.type));
  }

  #output(text: string): void {
    const lines = text.replace(/\n$/, '').split('\n');
    if (lines.length === 1 && !lines[0]) return;
    for (const line of lines.slice(0, shownLines)) this.#say(`  ${line}`);
    if (lines.length > shownLines) this.#say(this.#dim(`  … ${lines.length - shownLines} more lines`));
  }

  #release(): void {
    if (this.#held !== undefined) this.#say(this.#held);
    this.#held = undefined;
  }

  #say(text: string): void {
    this.#options.progress(`${text}\n`);
  }

  #bold = (text: string) => (this.#options.color ? `\u001b[1m${text}\u001b[0m` : text);
  #dim = (text: string) => (this.#options.color ? `\u001b[2m${text}\u001b[0m` : text);
}
