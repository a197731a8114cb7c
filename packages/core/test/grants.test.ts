import { allow, approvalRequest, ask, beforeTool, deny } from '@tenon/plugin-api/events';
import type { PolicyDecision } from '@tenon/plugin-api/policy';
import type { GrantedPermissions, ToolAction } from '@tenon/plugin-api/tool';
import type { AdditionalPermissionProfile, PermissionProfile } from '@tenon/protocol';
import { accessOf, bindProfile } from '@tenon/sandboxing';
import { commandTool, type TestReviewer, type TestTool, testReviewer } from '@tenon/testing/host';
import { describe, expect, test } from 'vitest';
import { decisions } from './gated.ts';
import { hooks, items, turn, type WorldOptions, world } from './world.ts';

type Command = Extract<ToolAction, { type: 'command' }>;

const writes = (...paths: string[]): AdditionalPermissionProfile => ({ fileSystem: { write: paths } });
const entries = (given: AdditionalPermissionProfile | undefined) =>
  (given?.fileSystem?.entries ?? []).map(({ path, access }) => [path.type === 'path' ? path.path : path, access]);

/** What a profile lets be done with a path, in the test's working directory. */
const access = (profile: PermissionProfile | undefined, path: string, cwd = '/work') =>
  profile && accessOf(bindProfile(profile, { cwd, tmpdir: '/tmp' }), path);

interface Call {
  readonly tool?: 'shell' | 'request_permissions';
  readonly permissions?: AdditionalPermissionProfile;
}

/** A thread whose model makes those calls, one a turn; a person (or a function) answers. */
async function granting(options: WorldOptions & { readonly reviewer?: never } = {}) {
  const reviewer: TestReviewer = testReviewer();
  const granted: (GrantedPermissions | undefined)[] = [];
  let next: Call = {};
  const shell = commandTool();
  const tools: TestTool[] = [
    {
      ...shell,
      action: (call) =>
        ({
          ...(shell.action?.(call) as Command),
          ...(next.permissions && { additionalPermissions: next.permissions }),
        }) satisfies ToolAction,
    },
    {
      name: 'request_permissions',
      action: () => ({ type: 'permissions', permissions: next.permissions ?? {}, reason: 'need it' }),
      run: async (_, context) => {
        granted.push(context.granted);
        return { output: 'told' };
      },
    },
  ];
  const host = await world({ tools, ...options, reviewer: reviewer.plugin });
  host.policy.decide = ({ action, profile }): PolicyDecision => {
    const asks = action.type === 'permissions' || (action.type === 'command' && action.additionalPermissions);
    return asks ? { kind: 'ask', profile } : { kind: 'run', profile };
  };
  const thread = host.newThread();
  host.model.answer = ({ input }) =>
    input.at(-1)?.type === 'function_call_output'
      ? [{ type: 'say', text: 'done' }]
      : [{ type: 'call', name: next.tool ?? 'shell', args: { cmd: 'ls' } }];
  const call = async (given: Call, overrides?: Parameters<typeof turn>[2], on = thread) => {
    next = given;
    return turn(on, 'go', overrides);
  };
  const request = (...paths: string[]) => call({ tool: 'request_permissions', permissions: writes(...paths) });
  return {
    host,
    thread,
    reviewer,
    granted,
    call,
    request,
    /** Of the last command. */
    profile: () => host.sandbox.wrapped.at(-1)?.request.profile,
    log: () => decisions(host.store.lines(thread.id)),
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}

describe('more permissions for one command', () => {
  test('shown as absolute paths, and over with the command', async () => {
    await using one = await granting();
    await one.call({ permissions: writes('/srv/data') });
    expect(one.reviewer.asked).toMatchObject([
      { action: { additionalPermissions: { fileSystem: { write: ['/srv/data'] } } } },
    ]);
    expect(access(one.profile(), '/srv/data/x')).toBe('write');
    expect(access(one.profile(), '/srv/other')).toBe('read');
    await one.call({});
    expect(access(one.profile(), '/srv/data/x')).toBe('read');
  });

  test('what is in force is not asked for', async () => {
    await using one = await granting();
    await one.call({ permissions: { fileSystem: { read: ['/etc'], write: ['/work/sub', '/srv/data'] } } });
    const { action } = one.reviewer.asked[0] ?? {};
    expect(action?.type === 'command' && entries(action.additionalPermissions)).toEqual([['/srv/data', 'write']]);
    await one.call({ permissions: { fileSystem: { write: ['/work/sub'] }, network: { enabled: false } } });
    expect(one.reviewer.asked).toHaveLength(1);
    expect(one.host.policy.asked.at(-1)?.action).not.toHaveProperty('additionalPermissions');
  });

  test('a link is shown as what it leads to', async () => {
    await using one = await granting();
    const { files } = one.host.environment.environment;
    Object.assign(files, {
      realPath: async (path: string) => (path.startsWith('/work/link') ? path.replace('/work/link', '/etc') : path),
    });
    await one.call({ permissions: writes('/work/link/ssh') });
    const { action } = one.reviewer.asked[0] ?? {};
    expect(action?.type === 'command' && entries(action.additionalPermissions)).toEqual([['/etc/ssh', 'write']]);
    one.reviewer.review = () => ({ kind: 'granted', scope: 'turn', permissions: writes('/work/link/ssh') });
    await one.request('/work/link/ssh');
    // By name, for it was shown by name: what is put there meanwhile leads nowhere.
    expect(one.granted).toEqual([{ permissions: {}, scope: 'turn' }]);
  });

  test('a relative path is an error that the model reads', async () => {
    await using one = await granting();
    await one.call({ permissions: writes('srv') });
    expect(JSON.stringify(one.host.store.lines(one.thread.id))).toContain('srv');
    expect(one.host.environment.spawned).toEqual([]);
    expect(one.reviewer.asked).toEqual([]);
  });

  test('for the session: the same command with the same permissions, and no other', async () => {
    await using one = await granting();
    one.reviewer.review = () => ({ kind: 'approved', scope: 'session' });
    await one.call({ permissions: writes('/srv/data') });
    await one.call({ permissions: writes('/srv/data') });
    expect(one.reviewer.asked).toHaveLength(1);
    expect(access(one.profile(), '/srv/data/x')).toBe('write');
    await one.call({ permissions: writes('/srv') });
    expect(one.reviewer.asked).toHaveLength(2);
  });

  test('a policy that lets it run has given nothing', async () => {
    await using one = await granting();
    one.host.policy.decide = ({ profile }) => ({ kind: 'run', profile });
    await one.call({ permissions: writes('/srv/data') });
    expect(access(one.profile(), '/srv/data')).toBe('read');
  });
});

describe('a request for permissions', () => {
  test('for the turn: it ends with it', async () => {
    await using one = await granting();
    one.reviewer.review = ({ action }) =>
      action.type === 'permissions' && { kind: 'granted', scope: 'turn', permissions: action.permissions };
    let step = 0;
    one.host.model.answer = () => {
      step += 1;
      if (step === 1) return [{ type: 'call', name: 'request_permissions', args: {} }];
      return step === 2 ? [{ type: 'call', name: 'shell', args: { cmd: 'ls' } }] : [{ type: 'say', text: 'done' }];
    };
    const shell = one.host.policy;
    await one.call({ tool: 'request_permissions', permissions: writes('/srv/data') });
    expect(one.granted).toMatchObject([{ scope: 'turn', permissions: { fileSystem: { write: ['/srv/data'] } } }]);
    expect(access(one.profile(), '/srv/data/x')).toBe('write');
    // The same permissions were in force already: the command needed no question of its own.
    expect(one.reviewer.asked).toHaveLength(1);
    expect(access(shell.asked.at(-1)?.profile, '/srv/data')).toBe('write');
    step = 1;
    await one.call({});
    expect(access(one.profile(), '/srv/data/x')).toBe('read');
    expect(one.log().map(({ decision, by }) => [decision, by])).toEqual([
      ['granted_for_turn', 'reviewer:user'],
      ['run', 'policy'],
      ['run', 'policy'],
    ]);
  });

  test('for the session: later turns have it, in another folder the same paths; another thread has not', async () => {
    await using one = await granting();
    one.reviewer.review = () => ({ kind: 'granted', scope: 'session', permissions: writes('/work/.git', '/srv/a') });
    await one.request('/work/.git', '/srv/a');
    await one.request('/srv/b');
    one.reviewer.review = () => ({ kind: 'granted', scope: 'session', permissions: writes('/srv/b') });
    await one.request('/srv/b');
    await one.call({}, { cwd: '/elsewhere' });
    const profile = one.profile();
    for (const path of ['/srv/a', '/srv/b', '/work/.git/config', '/elsewhere/x']) {
      expect(access(profile, path, '/elsewhere'), path).toBe('write');
    }
    expect(access(profile, '/elsewhere/.git/config', '/elsewhere')).toBe('read');
    expect(access(profile, '/srv/c', '/elsewhere')).toBe('read');
    await turn(one.host.newThread());
    expect(access(one.profile(), '/srv/a')).toBe('read');
  });

  test('never more than was asked for', async () => {
    await using one = await granting();
    one.reviewer.review = () => ({
      kind: 'granted',
      scope: 'session',
      permissions: { network: { enabled: true }, fileSystem: { write: ['/', '/srv/data'] } },
    });
    await one.request('/srv/data/in', '/srv/more');
    expect(one.granted[0]?.permissions.network).toBeNull();
    expect(entries(one.granted[0]?.permissions)).toEqual([
      ['/srv/data/in', 'write'],
      ['/srv/more', 'write'],
    ]);
    await one.call({});
    expect(access(one.profile(), '/srv/data/out')).toBe('read');
    expect(one.profile()).toMatchObject({ network: { enabled: false } });
  });

  test.each([
    ['nothing granted', { kind: 'granted', scope: 'session', permissions: {} }, 'denied'],
    ['only what was not asked for', { kind: 'granted', scope: 'session', permissions: writes('/etc') }, 'denied'],
    ['a no', { kind: 'denied' }, 'denied'],
    ['a failure', { kind: 'failed', reason: 'x' }, 'failed'],
    ['an approval', { kind: 'approved', scope: 'once' }, 'failed'],
    ['a grant that cannot be read', { kind: 'granted', scope: 'turn', permissions: writes('srv') }, 'failed'],
  ])('%s: the call runs, and is told of nothing', async (_, review, decision) => {
    await using one = await granting();
    one.reviewer.review = () => review;
    expect(await one.request('/srv/data')).toMatchObject({ status: 'completed' });
    expect(one.granted).toEqual([{ permissions: {}, scope: 'turn' }]);
    await one.call({});
    expect(access(one.profile(), '/srv/data')).toBe('read');
    expect(one.log()[0]).toMatchObject({ decision, by: 'reviewer:user', action: 'permissions' });
  });

  test('a no that ends the turn', async () => {
    await using one = await granting();
    one.reviewer.review = () => ({ kind: 'denied', endTurn: true });
    expect(await one.request('/srv/data')).toMatchObject({ status: 'interrupted' });
    expect(one.log()).toMatchObject([{ decision: 'cancelled' }]);
  });

  test('what is in force is granted without a question', async () => {
    await using one = await granting();
    await one.request('/work/sub');
    expect(one.reviewer.asked).toEqual([]);
    expect(entries(one.granted[0]?.permissions)).toEqual([['/work/sub', 'write']]);
  });

  test('a policy that forbids, or lets it run unasked, grants nothing; nor is anybody asked under never', async () => {
    await using one = await granting();
    one.host.policy.decide = () => ({ kind: 'forbid', reason: 'not here' });
    await one.request('/srv/data');
    one.host.policy.decide = ({ profile }) => ({ kind: 'run', profile });
    await one.request('/srv/data');
    one.host.policy.decide = ({ profile }) => ({ kind: 'ask', profile });
    await one.call({ tool: 'request_permissions', permissions: writes('/srv/data') }, { approvalPolicy: 'never' });
    expect(one.granted.map((each) => each?.permissions)).toEqual([{}, {}, {}]);
    expect(one.reviewer.asked).toEqual([]);
    expect(one.log()).toMatchObject([
      { decision: 'forbidden', reason: 'not here' },
      { decision: 'run', by: 'policy' },
      { decision: 'forbidden', because: 'approval policy never' },
    ]);
  });

  test('handlers may answer in place of the reviewer', async () => {
    let answer: ReturnType<typeof allow> | ReturnType<typeof deny> = deny('no');
    const plugins = [hooks([approvalRequest.on(() => answer), beforeTool.on(() => ask('look'))])];
    await using one = await granting({ plugins });
    await one.request('/srv/data');
    answer = allow();
    await one.request('/srv/data');
    expect(one.granted.map((each) => entries(each?.permissions))).toEqual([[], [['/srv/data', 'write']]]);
    expect(one.reviewer.asked).toEqual([]);
    expect(one.log()).toMatchObject([
      { decision: 'denied', by: 'hook:test.hooks', reason: 'no' },
      { decision: 'granted_for_turn', by: 'hook:test.hooks' },
    ]);
  });
});

test('a denial of the profile holds, whatever is granted', async () => {
  await using one = await granting();
  one.reviewer.review = () => ({ kind: 'granted', scope: 'session', permissions: writes('/srv') });
  const denied: PermissionProfile = {
    type: 'managed',
    network: { enabled: false },
    fileSystem: {
      type: 'restricted',
      entries: [
        { path: { type: 'special', value: { kind: 'root' } }, access: 'read' },
        { path: { type: 'path', path: '/srv/secret' }, access: 'none' },
      ],
    },
  };
  await one.call({ tool: 'request_permissions', permissions: writes('/srv') }, { permissionProfile: denied });
  await one.call({ permissions: writes('/srv/secret/x') });
  expect(access(one.profile(), '/srv/x')).toBe('write');
  expect(access(one.profile(), '/srv/secret/x')).toBe('none');
});

test('a network that administrators keep off is not asked for, nor granted', async () => {
  await using one = await granting();
  one.reviewer.review = ({ action }) =>
    action.type === 'permissions'
      ? { kind: 'granted', scope: 'session', permissions: action.permissions }
      : { kind: 'approved', scope: 'once' };
  const permissions = { network: { enabled: true }, fileSystem: { write: ['/srv/data'] } };
  const thread = one.host.newThread({ networkKeptOff: true });
  await one.call({ tool: 'request_permissions', permissions }, {}, thread);
  await one.call({ permissions }, {}, thread);
  expect(one.reviewer.asked).toEqual([]);
  expect(one.host.sandbox.wrapped).toEqual([]);
  const told = items(one.host.store.lines(thread.id)).filter(({ type }) => type === 'function_call_output');
  expect(told.map(({ output }) => output)).toEqual(Array(2).fill(expect.stringContaining('keep the network off')));
  await one.call({ permissions: writes('/srv/data') }, {}, thread);
  expect(one.profile()).toMatchObject({ network: { enabled: false } });
  expect(access(one.profile(), '/srv/data/x')).toBe('write');
});
