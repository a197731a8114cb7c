import { allow, approvalRequest, ask, beforeTool, deny } from '@tenon/plugin-api/events';
import type { AskPerson } from '@tenon/plugin-api/reviewer';
import { profileOfPolicy } from '@tenon/sandboxing';
import { commandTool, type TestTool } from '@tenon/testing/host';
import { describe, expect, test } from 'vitest';
import { decideAsk, person, ran, rejected, runCommands } from './gated.ts';
import { hooks, items, never, Recorder, turn, world } from './world.ts';

describe('beforeTool', () => {
  test('deny: nothing runs, the model is told by whom and why', async () => {
    const { host, outputs } = await runCommands(
      { plugins: [hooks([beforeTool.on(() => deny('no "ls" here'))])] },
      'ls',
    );
    expect(outputs).toEqual([rejected('blocked by test.hooks: no \\"ls\\" here')]);
    expect(host.environment.spawned).toEqual([]);
    expect(host.policy.asked).toEqual([]);
  });

  test('of a huge command a refusal repeats the beginning', async () => {
    const { outputs } = await runCommands({ policy: 'forbid' }, `ls ${'x'.repeat(1_000_000)}`);
    expect(outputs[0]).toMatch(/^exec_command failed for `\/bin\/sh -lc ls x+…`: .*policy forbids/);
    expect(outputs[0]?.length).toBeLessThan(2_000);
  });

  test('sees the call: tool, parsed input, action', async () => {
    const seen: unknown[] = [];
    const handler = beforeTool.on((event) => {
      seen.push(event);
      return undefined;
    });
    const { thread, outputs } = await runCommands({ plugins: [hooks([handler])] }, 'ls');
    expect(outputs).toEqual(ran('ls'));
    expect(seen).toMatchObject([
      {
        threadId: thread.id,
        cwd: '/work',
        model: 'test-model',
        callId: 'call_1_0',
        tool: 'shell',
        input: { cmd: 'ls' },
        action: { type: 'command', script: 'ls' },
      },
    ]);
  });

  test('a handler that throws denies, and is reported', async () => {
    const handler = beforeTool.on(() => {
      throw new Error('handler broke');
    });
    const { host, outputs } = await runCommands({ plugins: [hooks([handler])] }, 'ls');
    expect(outputs[0]).toContain('handler broke');
    expect(host.environment.spawned).toEqual([]);
    expect(host.problems).toMatchObject([{ plugin: 'test.hooks', point: 'beforeTool' }]);
  });

  test('a handler that hangs denies when its time is up', async () => {
    const handler = beforeTool.on(() => never(), { timeoutMs: 5 });
    const { host, outputs, done } = await runCommands({ plugins: [hooks([handler])] }, 'ls');
    expect(outputs[0]).toContain('took over 5 ms');
    expect(host.environment.spawned).toEqual([]);
    expect(done.status).toBe('completed');
  });

  test('ask: a person is asked although the policy would let it run', async () => {
    const { askPerson, questions } = person('accept');
    const { outputs } = await runCommands(
      { askPerson, plugins: [hooks([beforeTool.on(() => ask('please look'))])] },
      'ls',
    );
    expect(outputs).toEqual(ran('ls'));
    expect(questions).toMatchObject([{ params: { reason: 'please look' } }]);
  });
});

describe('policy', () => {
  test('run', async () => {
    const { host, outputs } = await runCommands({ policy: 'run' }, 'ls');
    expect(outputs).toEqual(ran('ls'));
    expect(host.policy.asked).toMatchObject([
      {
        approvalPolicy: 'on-request',
        profile: profileOfPolicy({ type: 'workspaceWrite' }),
        cwd: '/work',
        tmpdir: '/tmp',
      },
    ]);
  });

  test('forbid: refused without a question, and without an item', async () => {
    const { askPerson, questions } = person('accept');
    const { outputs, record } = await runCommands({ askPerson, policy: 'forbid' }, 'ls');
    expect(outputs).toEqual([rejected('policy forbids')]);
    expect(questions).toEqual([]);
    expect(record.of('item/started').some(({ item }) => item.type === 'commandExecution')).toBe(false);
  });

  test('one that throws lets nothing run, and the turn goes on', async () => {
    const host = await world({ tools: [commandTool()] });
    host.policy.decide = () => {
      throw new Error('policy broke');
    };
    const thread = host.newThread();
    host.model.answer = (_, { number }) =>
      number === 1 ? [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }] : [{ type: 'say', text: 'done' }];
    expect(await turn(thread)).toMatchObject({ status: 'completed' });
    expect(items(host.store.lines(thread.id)).at(-2)).toMatchObject({ output: 'policy broke' });
    expect(host.environment.spawned).toEqual([]);
    await host[Symbol.asyncDispose]();
  });
});

describe('approval', () => {
  test('accept: asked as the wire has it, announced once, then run', async () => {
    const { askPerson, questions } = person('accept');
    const { outputs, record, thread, done } = await runCommands({ askPerson, policy: 'ask' }, 'ls');
    expect(outputs).toEqual(ran('ls'));
    expect(questions).toEqual([
      {
        method: 'item/commandExecution/requestApproval',
        params: {
          threadId: thread.id,
          turnId: done.id,
          itemId: 'call_1_0',
          reason: 'policy asks',
          command: '/bin/sh -lc ls',
          cwd: '/work',
          commandActions: [{ type: 'unknown', command: 'ls' }],
          availableDecisions: ['accept', 'acceptForSession', 'decline', 'cancel'],
        },
      },
    ]);
    expect(record.methods.slice(5, -5)).toEqual([
      'thread/status/changed',
      'item/started',
      'thread/status/changed',
      'item/commandExecution/outputDelta',
      'item/completed',
      'item/started',
    ]);
    expect(record.of('item/started')[1]?.item).toMatchObject({ source: 'agent', processId: null });
    expect(record.of('thread/status/changed').map(({ status }) => status)).toEqual([
      { type: 'active', activeFlags: [] },
      { type: 'active', activeFlags: ['waitingOnApproval'] },
      { type: 'active', activeFlags: [] },
      { type: 'idle' },
    ]);
  });

  test('decline: the item is declined before the status changes, the model goes on', async () => {
    const { askPerson } = person('decline');
    const { host, outputs, record, done } = await runCommands({ askPerson, policy: 'ask' }, 'ls');
    expect(outputs).toEqual([rejected('rejected by user')]);
    expect(done.status).toBe('completed');
    expect(record.methods.slice(5, 9)).toEqual([
      'thread/status/changed',
      'item/started',
      'item/completed',
      'thread/status/changed',
    ]);
    expect(record.of('item/completed')[1]?.item).toMatchObject({ id: 'call_1_0', status: 'declined' });
    expect(record.of('item/completed').filter(({ item }) => item.type === 'commandExecution')).toHaveLength(1);
    expect(host.environment.spawned).toEqual([]);
  });

  test('cancel: the turn ends interrupted, further calls do not begin', async () => {
    const { askPerson, questions } = person('cancel', 'accept');
    const { host, outputs, done, record } = await runCommands({ askPerson, policy: 'ask' }, 'ls', 'more');
    expect(done.status).toBe('interrupted');
    expect(outputs).toEqual([rejected('rejected by user')]);
    expect(questions).toHaveLength(1);
    expect(host.model.requests).toHaveLength(1);
    expect(record.methods.slice(-4)).toEqual([
      'item/completed',
      'thread/status/changed',
      'thread/status/changed',
      'turn/completed',
    ]);
  });

  test('cancel of one call leaves an output for those behind it', async () => {
    const { askPerson } = person('cancel');
    const host = await world({ tools: [commandTool()], askPerson });
    host.policy.decide = decideAsk();
    const thread = host.newThread();
    host.model.answer = () =>
      ['a', 'b', 'c'].map((callId) => ({ type: 'call', name: 'shell', args: { cmd: 'ls' }, callId }));
    expect(await turn(thread)).toMatchObject({ status: 'interrupted' });
    const outs = items(host.store.lines(thread.id)).filter(({ type }) => type === 'function_call_output');
    expect(outs.map(({ call_id, output }) => [call_id, output])).toEqual([
      ['a', rejected('rejected by user')],
      ['b', 'aborted by user'],
      ['c', 'aborted by user'],
    ]);
    await host[Symbol.asyncDispose]();
  });

  test('acceptForSession: the same command is not asked about again, another one is', async () => {
    const { askPerson, questions } = person('acceptForSession', 'decline');
    const { outputs } = await runCommands({ askPerson, policy: 'ask' }, 'ls', 'ls', 'ls -a');
    expect(outputs.slice(0, 2)).toEqual(['ran ls', 'ran ls']);
    expect(outputs[2]).toContain('rejected by user');
    expect(questions.map(({ params }) => params.command)).toEqual(['/bin/sh -lc ls', "/bin/sh -lc 'ls -a'"]);
  });

  test('acceptForSession: asked again where it would run under other permissions, or in another workspace', async () => {
    const { askPerson, questions } = person(...Array(3).fill('acceptForSession'));
    await using host = await world({ tools: [commandTool()], askPerson });
    host.policy.decide = decideAsk();
    host.model.answer = ({ input }) =>
      input.at(-1)?.type === 'function_call_output'
        ? [{ type: 'say', text: 'done' }]
        : [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }];
    const thread = host.newThread({ permissionProfile: profileOfPolicy({ type: 'readOnly' }) });
    await turn(thread);
    await turn(thread);
    expect(questions).toHaveLength(1);
    await turn(thread, 'go', { permissionProfile: { type: 'disabled' } });
    await turn(thread);
    expect(questions).toHaveLength(2);
    await turn(thread, 'go', { permissionProfile: profileOfPolicy({ type: 'readOnly' }) });
    expect(questions).toHaveLength(2);
    await turn(thread, 'go', { cwd: '/work/sub' });
    expect(questions).toHaveLength(3);
  });

  test.each([
    ['an error', new Error('client broke'), 'client broke'],
    [
      'an amendment that is not offered',
      { decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: ['ls'] } } },
      'the answer amends the rules in another way than was proposed',
    ],
  ])('%s in place of an answer: refused, and not said to be a person’s no', async (_, answer, reason) => {
    const { host, outputs, done } = await runCommands({ askPerson: person(answer).askPerson, policy: 'ask' }, 'ls');
    expect(outputs).toEqual([rejected(`not approved, because the approval failed: ${reason}`)]);
    expect(done.status).toBe('completed');
    expect(host.environment.spawned).toEqual([]);
  });

  test('nobody to ask: refused', async () => {
    const { outputs } = await runCommands({ policy: 'ask' }, 'ls');
    expect(outputs).toEqual([rejected('not approved, because the approval failed: nobody can be asked')]);
  });

  test('approval policy never: refused without a question', async () => {
    const { askPerson, questions } = person('accept');
    const { outputs, record } = await runCommands(
      { askPerson, policy: 'ask', settings: { approvalPolicy: 'never' } },
      'ls',
    );
    expect(outputs).toEqual([rejected('policy asks')]);
    expect(questions).toEqual([]);
    expect(record.of('thread/status/changed')).toHaveLength(2);
  });

  test('a handler may allow in a person’s place, and sees why it is asked', async () => {
    const seen: unknown[] = [];
    const handler = approvalRequest.on((event) => {
      seen.push(event.reason);
      return allow();
    });
    const { askPerson, questions } = person();
    const { outputs } = await runCommands({ askPerson, policy: 'ask', plugins: [hooks([handler])] }, 'ls');
    expect(outputs).toEqual(ran('ls'));
    expect(questions).toEqual([]);
    expect(seen).toEqual(['policy asks']);
  });

  test('a handler may deny; so does one that throws', async () => {
    const handlers = [
      () => deny('not on a Friday'),
      () => {
        throw new Error('reviewer broke');
      },
    ];
    for (const handler of handlers) {
      const { askPerson, questions } = person('accept');
      const plugins = [hooks([approvalRequest.on(handler)])];
      const { host, outputs, record } = await runCommands({ askPerson, policy: 'ask', plugins }, 'ls');
      expect(outputs[0]).toMatch(/not on a Friday|reviewer broke/);
      expect(questions).toEqual([]);
      expect(host.environment.spawned).toEqual([]);
      expect(record.of('item/completed')[1]?.item).toMatchObject({ status: 'declined' });
    }
  });

  test('changes of files have their own question, remembered by file', async () => {
    const { askPerson, questions } = person('acceptForSession', 'decline');
    const change = (path: string) => ({ path, kind: { type: 'add' as const }, diff: 'x' });
    const tool: TestTool = {
      name: 'patch',
      action: ({ input }) => ({ type: 'fileChange', changes: (JSON.parse(input) as string[]).map(change), patch: '' }),
    };
    const host = await world({ tools: [tool], askPerson });
    host.policy.decide = decideAsk();
    const thread = host.newThread();
    const batches = [['/a', '/b'], ['/b'], ['/b', '/c']];
    host.model.answer = (_, { number }) => {
      const args = batches[number - 1];
      return args ? [{ type: 'call', name: 'patch', args }] : [{ type: 'say', text: 'done' }];
    };
    await turn(thread);
    expect(questions.map(({ method, params }) => [method, params.itemId, params.grantRoot])).toEqual([
      ['item/fileChange/requestApproval', 'call_1_0', null],
      ['item/fileChange/requestApproval', 'call_3_0', null],
    ]);
    const outs = items(host.store.lines(thread.id)).filter(({ type }) => type === 'function_call_output');
    expect(outs.map(({ output }) => output)).toEqual(['["/a","/b"]', '["/b"]', 'rejected by user']);
    await host[Symbol.asyncDispose]();
  });

  test('two calls wait at once: the state says so until both are answered', async () => {
    const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const both = Promise.withResolvers<void>();
    let asked = 0;
    const askPerson: AskPerson = async () => {
      const mine = answers[asked];
      asked += 1;
      if (asked === 2) both.resolve();
      await mine?.promise;
      return { decision: 'accept' } as never;
    };
    await using host = await world({ tools: [commandTool({ parallel: true })], askPerson });
    host.policy.decide = decideAsk();
    const thread = host.newThread();
    const record = new Recorder(thread);
    host.model.answer = (_, { number }) =>
      number === 1
        ? ['a', 'b'].map((callId) => ({ type: 'call', name: 'shell', args: { cmd: callId }, callId }))
        : [{ type: 'say', text: 'done' }];
    const done = turn(thread);
    await both.promise;
    const first = record.next((one) => one.method === 'item/completed');
    answers[0]?.resolve();
    await first;
    expect(thread.status).toEqual({ type: 'active', activeFlags: ['waitingOnApproval'] });
    answers[1]?.resolve();
    await done;
    const states = record.of('thread/status/changed').map(({ status }) => status);
    expect(states.map((status) => (status.type === 'active' ? status.activeFlags.length : status.type))).toEqual([
      0,
      1,
      0,
      'idle',
    ]);
  });
});
