import { Recorder, type World } from './world.ts';

export const text = (words: string) => [{ type: 'text' as const, text: words }];

/** A thread with a turn whose first model request is held until `go`; each request is then answered with `answer N`. */
export async function heldTurn(host: World) {
  const thread = host.newThread();
  const record = new Recorder(thread);
  const gate = Promise.withResolvers<void>();
  host.model.answer = async (_, { number }) => {
    if (number === 1) await gate.promise;
    return [{ type: 'say', text: `answer ${number}` }];
  };
  const first = thread.startTurn(text('one'));
  await host.model.requested(1);
  return { thread, record, first, go: () => gate.resolve() };
}
