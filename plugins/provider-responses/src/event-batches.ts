import type { ModelEvent } from '@tenon/plugin-api/model-provider';
import { createParser } from 'eventsource-parser';
import { type Failure, streamFailure } from './failure.ts';
import { createEventMapper, type WireEvent } from './map-events.ts';
import { responseFailure } from './response-failure.ts';

/** What a piece of the body came to. */
export interface Batch {
  readonly events: readonly ModelEvent[];
  /** The response is over: `completed` is among the events. */
  readonly completed: boolean;
  /** The response broke off after these events. */
  readonly failure: Failure | undefined;
}

/** Makes model events of an SSE body, piece by piece. */
export interface EventBatches {
  next(text: string): Batch;
  /** The body ended. */
  end(contentType: string | undefined): Failure;
}

/** Characters of a bad event that are shown. */
const SHOWN = 80;

/** `unknownItem` is told the type of an item that is left out. `redact` blots secrets out of what messages quote. */
export function createEventBatches(
  unknownItem: (type: string) => void,
  redact: (text: string) => string,
): EventBatches {
  const mapper = createEventMapper(unknownItem);
  let events: ModelEvent[] = [];
  let failure: Failure | undefined;
  let any = false;

  const parser = createParser({
    onEvent: ({ data, event: name }) => {
      // Nothing counts after the end.
      if (failure !== undefined || mapper.completed) return;
      any = true;
      // Some servers close with the end mark of another API.
      if (data === '[DONE]' || data === '') return;
      let event: WireEvent | null;
      try {
        event = JSON.parse(data);
      } catch (cause) {
        failure = streamFailure(`an event is not JSON: ${redact(data).slice(0, SHOWN)}`, { cause });
        return;
      }
      if (typeof event !== 'object' || event === null) return;
      mapper.map(event.type === undefined && name !== undefined ? { ...event, type: name } : event, events);
      if (mapper.failure) failure = responseFailure(mapper.failure, redact);
    },
  });

  return {
    next(text) {
      events = [];
      parser.feed(text);
      return { events, completed: mapper.completed, failure };
    },
    end: (contentType) =>
      streamFailure(
        any
          ? 'stream closed before response.completed'
          : `the server answered without any event (content type ${contentType ?? 'not said'})`,
      ),
  };
}
