import { item as itemHook } from '@tenon/plugin-api/events';
import type { ItemEvents, PreparedCall } from '@tenon/plugin-api/tool';
import type { ServerNotification, ThreadItem } from '@tenon/protocol';
import { itemEvent } from './item-event.ts';
import { observe } from './observe.ts';
import { inTurn, type TurnContext } from './turn-context.ts';

/** What clients are told of a call's items. */
export class CallItems implements ItemEvents {
  readonly #context: TurnContext;
  /** Items that were announced and are not complete. */
  readonly #open = new Map<string, ThreadItem>();
  readonly #announced = new Set<string>();
  #declined = false;
  /** Of the command that the call runs. */
  argv: readonly string[] | undefined;
  #patchOutput = '';

  constructor(context: TurnContext) {
    this.#context = context;
  }

  started(item: ThreadItem): void {
    if (this.#announced.has(item.id)) return;
    this.#announced.add(item.id);
    this.#open.set(item.id, item);
    this.#publish({ method: 'item/started', params: { item, ...this.#ids } });
  }

  completed(item: ThreadItem): void {
    this.#open.delete(item.id);
    if (this.#context.signal.aborted) return;
    this.#complete(item, { method: 'item/completed', params: { item, ...this.#ids } });
    observe(this.#context.generation, itemHook, { ...inTurn(this.#context), item });
  }

  notify: ItemEvents['notify'] = (method, params) => {
    if (method === 'item/fileChange/outputDelta' && 'delta' in params) this.#patchOutput += params.delta;
    this.#publish({ method, params: { ...params, ...this.#ids } } as ServerNotification);
  };

  /** The call was refused by a person, or in a person's place. */
  decline({ item, declined }: PreparedCall): void {
    if (!item || this.#declined) return;
    this.#declined = true;
    this.started(item);
    if (declined) this.completed(declined);
  }

  /** A tool that threw cannot complete its items any more. */
  failOpen(): void {
    for (const item of [...this.#open.values()]) {
      this.completed('status' in item ? ({ ...item, status: 'failed' } as ThreadItem) : item);
    }
  }

  get #ids() {
    return { threadId: this.#context.threadId, turnId: this.#context.turnId };
  }

  /** Kept in the log where it is to be. That this fails is not the tool's fault, which may long have returned: it is told past it. */
  #complete(item: ThreadItem, notification: ServerNotification): void {
    const { log, turnId, extendedHistory, onError } = this.#context;
    const payload = extendedHistory
      ? itemEvent(item, { turnId, patchOutput: this.#patchOutput, ...(this.argv && { argv: this.argv }) })
      : undefined;
    if (payload) {
      try {
        log.record([{ type: 'event_msg', payload }], notification);
        return;
      } catch (error) {
        onError(error);
      }
    }
    log.publish(notification);
  }

  /** Nothing is told of a turn that was ended, whatever its tools still do. */
  #publish(notification: ServerNotification): void {
    if (!this.#context.signal.aborted) this.#context.log.publish(notification);
  }
}
