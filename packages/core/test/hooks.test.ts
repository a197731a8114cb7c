import {
  addContext,
  afterTool,
  beforeModelRequest,
  block,
  continueWith,
  item,
  stop,
  threadEnd,
  threadStart,
  turnEnd,
  turnStart,
  userPromptSubmit,
} from '@tenon/plugin-api/events';
import { threadTurns } from '@tenon/thread-store';
import { describe, expect, test } from 'vitest';
import { hooks, items, never, Recorder, texts, turn, world } from './world.ts';

const echo = { name: 'echo' };

describe('userPromptSubmit', () => {
  test('block: never in the history, the model is not asked, the turn completes', async () => {
    const handler = userPromptSubmit.on(({ prompt }) =>
      prompt.includes('secret') ? block('it holds a secret') : undefined,
    );
    await using host = await world({ plugins: [hooks([handler])] });
    const thread = host.newThread();
    const record = new Recorder(thread);
    expect(await turn(thread, 'my secret')).toMatchObject({ status: 'completed', error: null });
    expect(host.model.requests).toEqual([]);
    expect(record.methods).toEqual([
      'thread/status/changed',
      'turn/started',
      'warning',
      'thread/status/changed',
      'turn/completed',
    ]);
    expect(record.of('warning')[0]?.message).toContain('it holds a secret');
    expect(JSON.stringify(host.store.lines(thread.id))).not.toContain('my secret');
    expect(threadTurns(host.store.lines(thread.id))).toMatchObject([{ status: 'completed', items: [] }]);
    await turn(thread, 'harmless');
    expect(host.model.requests[0]?.input).not.toContain('my secret');
    expect(host.model.requests[0]?.input).toContain('<permissions>');
  });

  test('addContext comes behind the prompt, in the order of the handlers', async () => {
    const one = hooks([userPromptSubmit.on(() => addContext('first'))], 'test.a');
    const two = hooks([userPromptSubmit.on(() => addContext('second'))], 'test.b');
    await using host = await world({ plugins: [two, one] });
    const thread = host.newThread();
    await turn(thread, 'the prompt');
    expect(texts(host.store.lines(thread.id)).slice(-4)).toEqual(['the prompt', 'first', 'second', 'ok']);
    const added = items(host.store.lines(thread.id)).slice(-3, -1);
    expect(added.map(({ role }) => role)).toEqual(['developer', 'developer']);
  });

  test('steered input passes it, too', async () => {
    const handler = userPromptSubmit.on(({ prompt }) => (prompt === 'bad' ? block('no') : undefined));
    await using host = await world({ plugins: [hooks([handler])] });
    const thread = host.newThread();
    const record = new Recorder(thread);
    host.model.answer = (_, { number }) => {
      if (number === 1) {
        const id = thread.activeTurnId ?? '';
        thread.steer(id, [{ type: 'text', text: 'bad' }]);
        thread.steer(id, [{ type: 'text', text: 'good' }]);
      }
      return [{ type: 'say', text: `answer ${number}` }];
    };
    await turn(thread, 'go');
    expect(texts(host.store.lines(thread.id)).slice(-4)).toEqual(['go', 'answer 1', 'good', 'answer 2']);
    expect(record.of('warning')).toHaveLength(1);
  });
});

describe('beforeModelRequest', () => {
  test('adds to the end of each request, and to nothing else', async () => {
    const handler = beforeModelRequest.on(({ step }) => addContext(`step ${step}`));
    await using host = await world({ tools: [echo], plugins: [hooks([handler])] });
    const thread = host.newThread();
    host.model.answer = (_, { number }) =>
      number === 1 ? [{ type: 'call', name: 'echo' }] : [{ type: 'say', text: 'done' }];
    await turn(thread);
    const inputs = host.model.requests.map(({ input }) => input);
    expect(inputs[0]?.endsWith('"text":"step 0"}]}]')).toBe(true);
    expect(inputs[1]?.endsWith('"text":"step 1"}]}]')).toBe(true);
    expect(inputs[1]?.startsWith(inputs[0]?.slice(0, -1) ?? '?')).toBe(true);
  });

  test('a handler that would change the request is refused and reported', async () => {
    const handler = beforeModelRequest.on(() => ({ kind: 'addContext', text: 'x', input: [] }) as never);
    await using host = await world({ plugins: [hooks([handler])] });
    await turn(host.newThread());
    expect(host.problems).toMatchObject([{ point: 'beforeModelRequest', error: { code: 'hook_result_refused' } }]);
    expect(host.model.requests[0]?.input).not.toContain('"x"');
  });
});

describe('afterTool', () => {
  const answer = (_: unknown, { number }: { number: number }) =>
    number === 1 ? [{ type: 'call' as const, name: 'echo', args: { a: 1 } }] : [{ type: 'say' as const, text: 'done' }];

  test('block puts its reason in place of the output', async () => {
    const handler = afterTool.on(({ output, success }) => (success ? block(`hidden: ${output.length}`) : undefined));
    await using host = await world({ tools: [echo], plugins: [hooks([handler])] });
    const thread = host.newThread();
    host.model.answer = answer;
    await turn(thread);
    expect(items(host.store.lines(thread.id)).at(-2)).toMatchObject({ output: 'hidden: 7' });
    expect(
      JSON.stringify(items(host.store.lines(thread.id)).filter(({ type }) => type !== 'function_call')),
    ).not.toContain('"a"');
  });

  test('addContext is there for the next request', async () => {
    const handler = afterTool.on(() => addContext('mind the gap'));
    await using host = await world({ tools: [echo], plugins: [hooks([handler])] });
    const thread = host.newThread();
    host.model.answer = answer;
    await turn(thread);
    expect(host.model.requests[1]?.input).toContain('mind the gap');
    expect(items(host.store.lines(thread.id)).at(-2)).toMatchObject({ output: '{"a":1}' });
  });

  test('is told of a tool that failed', async () => {
    const seen: unknown[] = [];
    const handler = afterTool.on(({ success, output }) => {
      seen.push([success, output]);
      return undefined;
    });
    const bad = {
      name: 'echo',
      run: async () => {
        throw new Error('it broke');
      },
    };
    await using host = await world({ tools: [bad], plugins: [hooks([handler])] });
    host.model.answer = answer;
    await turn(host.newThread());
    expect(seen).toEqual([[false, 'it broke']]);
  });
});

describe('stop', () => {
  test('continueWith sends the model on; `active` tells the second time', async () => {
    const seen: unknown[] = [];
    const handler = stop.on(({ active, lastAgentMessage }) => {
      seen.push([active, lastAgentMessage]);
      return active ? undefined : continueWith('have you run the tests?');
    });
    await using host = await world({ plugins: [hooks([handler])] });
    const thread = host.newThread();
    host.model.answer = (_, { number }) => [{ type: 'say', text: `answer ${number}` }];
    await turn(thread);
    expect(seen).toEqual([
      [false, 'answer 1'],
      [true, 'answer 2'],
    ]);
    expect(texts(host.store.lines(thread.id)).slice(-3)).toEqual(['answer 1', 'have you run the tests?', 'answer 2']);
    expect(items(host.store.lines(thread.id)).at(-2)).toMatchObject({ role: 'user' });
  });

  test('input that is steered while it thinks is not lost', async () => {
    let steered = false;
    const handler = stop.on(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (steered) return undefined;
      steered = true;
      thread.steer(thread.activeTurnId ?? '', [{ type: 'text', text: 'one more thing' }]);
      return undefined;
    });
    await using host = await world({ plugins: [hooks([handler])] });
    const thread = host.newThread();
    await turn(thread);
    expect(host.model.requests).toHaveLength(2);
    expect(host.model.requests[1]?.input).toContain('one more thing');
  });
});

test('once a turn ends, nothing can be steered into it', async () => {
  await using host = await world();
  host.store.later = true;
  const thread = host.newThread();
  const refused: unknown[] = [];
  // The last lines are under way to the store: no step will come that could take input.
  host.store.fault = (_, lines) => {
    if (!JSON.stringify(lines).includes('task_complete')) return undefined;
    try {
      thread.steer(thread.activeTurnId ?? '', [{ type: 'text', text: 'late' }]);
    } catch (error) {
      refused.push(error);
    }
    return undefined;
  };
  await turn(thread);
  expect(refused).toMatchObject([{ code: 'no_active_turn', message: 'no active turn to steer' }]);
});

describe('observers', () => {
  test('are told of threads, turns and items', async () => {
    const seen: string[] = [];
    const note = (name: string) => (event: { readonly threadId: string; readonly source?: string }) => {
      seen.push(event.source ? `${name} ${event.source}` : name);
    };
    const plugin = hooks([
      threadStart.on(note('threadStart')),
      turnStart.on(note('turnStart')),
      item.on((event) => {
        seen.push(`item ${event.item.type}`);
      }),
      turnEnd.on(({ turn: { status } }) => {
        seen.push(`turnEnd ${status}`);
      }),
      threadEnd.on(note('threadEnd')),
    ]);
    await using host = await world({ plugins: [plugin] });
    const thread = host.newThread();
    await turn(thread);
    await turn(thread);
    await host.manager.unload(thread.id);
    const oneTurn = ['item userMessage', 'item agentMessage', 'turnEnd completed'];
    expect(seen.toSorted()).toEqual(
      ['threadStart startup', 'turnStart', 'turnStart', ...oneTurn, ...oneTurn, 'threadEnd'].toSorted(),
    );
    expect(seen.at(-1)).toBe('threadEnd');
    seen.length = 0;
    const { thread: again } = await host.manager.resume({ id: thread.id }, { defaults: thread.settings });
    await turn(again);
    expect(seen).toContain('threadStart resume');
  });

  test('one that throws is reported, one that hangs holds nothing up', async () => {
    const broken = () => {
      throw new Error('observer broke');
    };
    const plugin = hooks([turnStart.on(broken), item.on(() => never()), turnEnd.on(broken), turnEnd.on(() => never())]);
    await using host = await world({ plugins: [plugin] });
    const thread = host.newThread();
    expect(await turn(thread)).toMatchObject({ status: 'completed' });
    expect(await turn(thread)).toMatchObject({ status: 'completed' });
    expect(host.problems.map(({ point }) => point)).toEqual(['turnStart', 'turnEnd', 'turnStart', 'turnEnd']);
  });

  test('a client’s listener that throws is reported, and the turn goes on', async () => {
    await using host = await world();
    const thread = host.newThread();
    thread.subscribe(() => {
      throw new Error('listener broke');
    });
    const record = new Recorder(thread);
    expect(await turn(thread)).toMatchObject({ status: 'completed' });
    expect(record.methods.at(-1)).toBe('turn/completed');
    expect(host.errors).toHaveLength(record.seen.length);
  });
});
