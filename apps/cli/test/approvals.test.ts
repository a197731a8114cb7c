// Each kind of approval, once around: the model asks, the real binary asks the client, and does what the client answered.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerRequestMethod } from '@tenon/protocol';
import { type ModelRequestBody, reply } from '@tenon/testing/model-server';
import { expect, test } from 'vitest';
import { Client } from './client.ts';
import { world } from './program.ts';

/** What the model is to call stands in the user's message, as JSON. */
function play({ body }: { readonly body: ModelRequestBody }) {
  const last = body.input.at(-1);
  if (last?.type !== 'message') return reply.text('done');
  const { text } = (last.content as readonly { readonly text: string }[])[0] ?? {};
  const { tool, args } = JSON.parse(text ?? '') as {
    readonly tool: string;
    readonly args: Record<string, unknown> | string;
  };
  return typeof args === 'string' ? reply.custom(tool, args) : reply.call(tool, args);
}

const exec = (cmd: string, more: object = {}) => ({ tool: 'exec_command', args: { cmd, ...more } });
const patch = (...lines: string[]) => ({
  tool: 'apply_patch',
  args: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n'),
});

/** A thread of the real binary, under a policy; `answer` is what the client says to whatever it is asked next. */
async function asked(params: object, features: readonly string[] = []) {
  const w = await world({ fallback: play });
  const flags = features.flatMap((feature) => ['-c', `features.${feature}=true`]);
  const client = new Client(w.spawn(['app-server', ...flags]));
  await client.initialize();
  const { thread } = await client.request('thread/start', params);
  return {
    w,
    client,
    /** One turn; what was asked in it, and what the model read of its call. */
    turn: async (call: object, ...answers: object[]) => {
      const before = client.serverRequests.length;
      const at = client.onText;
      client.onText = (text) => {
        const { id, method } = JSON.parse(text);
        if (id !== undefined && method) client.send(JSON.stringify({ id, result: answers.shift() ?? null }));
      };
      const done = await client.turn(thread.id, JSON.stringify(call));
      client.onText = at;
      const { input = [] } = w.model.requests.at(-1)?.body ?? {};
      const questions = client.serverRequests.slice(before);
      return { status: done.status, questions, output: JSON.stringify(input.at(-1)?.output) };
    },
    decisions: () =>
      readFileSync(thread.path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .filter(({ type }) => type === 'tenon_decision')
        .map(({ payload }) => [payload.action, payload.decision, payload.by]),
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await w[Symbol.asyncDispose]();
    },
  };
}

const question = (method: ServerRequestMethod, params: object) => [{ method, params: expect.objectContaining(params) }];

test('a command: accepted, declined, accepted for the session, cancelled', { timeout: 60_000 }, async () => {
  await using one = await asked({ sandbox: 'workspace-write', approvalPolicy: 'untrusted' });
  const made = (name: string) => existsSync(join(one.w.cwd, name));
  const yes = await one.turn(exec('touch a'), { decision: 'accept' });
  expect(yes.questions).toMatchObject(
    question('item/commandExecution/requestApproval', {
      command: expect.stringMatching(/ -lc 'touch a'$/),
      cwd: one.w.cwd,
      commandActions: [{ type: 'unknown', command: 'touch a' }],
    }),
  );
  expect([yes.status, made('a')]).toEqual(['completed', true]);
  const no = await one.turn(exec('touch b'), { decision: 'decline' });
  expect([no.status, made('b')]).toEqual(['completed', false]);
  expect(no.output).toContain('rejected by user');
  expect((await one.turn(exec('touch c'), { decision: 'acceptForSession' })).questions).toHaveLength(1);
  expect((await one.turn(exec('touch c'))).questions).toHaveLength(0);
  const stop = await one.turn(exec('touch d'), { decision: 'cancel' });
  expect([stop.status, made('c'), made('d')]).toEqual(['interrupted', true, false]);
  expect(one.decisions()).toEqual([
    ['command', 'approved', 'reviewer:user'],
    ['command', 'denied', 'reviewer:user'],
    ['command', 'approved_for_session', 'reviewer:user'],
    ['command', 'approved_for_session', 'remembered'],
    ['command', 'cancelled', 'reviewer:user'],
  ]);
});

test('an amendment of the rules is kept, and holds from the next call on', { timeout: 60_000 }, async () => {
  await using one = await asked({ sandbox: 'workspace-write', approvalPolicy: 'untrusted' });
  const [amendment] = (await one.turn(exec('touch a b'), { decision: 'decline' })).questions.map(
    ({ params }) => params.proposedExecpolicyAmendment,
  );
  expect(amendment).toEqual(['touch', 'a', 'b']);
  const answer = { decision: { acceptWithExecpolicyAmendment: { execpolicy_amendment: amendment } } };
  expect((await one.turn(exec('touch a b'), answer)).questions).toHaveLength(1);
  expect(readFileSync(join(one.w.home, 'rules/default.rules'), 'utf8')).toContain(
    'prefix_rule(pattern=["touch", "a", "b"], decision="allow")',
  );
  expect((await one.turn(exec('touch a b'))).questions).toHaveLength(0);
  expect(one.decisions().at(-2)).toEqual(['command', 'approved_by_rule', 'reviewer:user']);
  expect(one.decisions().at(-1)).toEqual(['command', 'run', 'policy']);
});

test('a change of files', { timeout: 60_000 }, async () => {
  await using one = await asked({ sandbox: 'read-only', approvalPolicy: 'on-request' });
  const yes = await one.turn(patch('*** Add File: new/a.txt', '+a'), { decision: 'accept' });
  expect(yes.questions).toMatchObject(question('item/fileChange/requestApproval', { grantRoot: null }));
  expect(readFileSync(join(one.w.cwd, 'new/a.txt'), 'utf8')).toBe('a\n');
  const no = await one.turn(patch('*** Add File: b.txt', '+b'), { decision: 'decline' });
  expect(no.output).toContain('rejected by user');
  expect(readdirSync(one.w.cwd)).not.toContain('b.txt');
});

test('a command that the sandbox stopped is run again without it', { timeout: 60_000 }, async () => {
  await using one = await asked({ sandbox: 'read-only', approvalPolicy: 'on-failure' });
  const again = await one.turn(exec('touch a', { yield_time_ms: 20_000 }), { decision: 'accept' });
  expect(again.questions).toMatchObject(
    question('item/commandExecution/requestApproval', { reason: 'command failed; retry without sandbox?' }),
  );
  expect(existsSync(join(one.w.cwd, 'a'))).toBe(true);
  expect(one.decisions()).toEqual([
    ['command', 'run', 'policy'],
    ['command', 'approved', 'reviewer:user'],
  ]);
});

test('more permissions, for one command and for a session', { timeout: 60_000 }, async () => {
  await using one = await asked({ sandbox: 'read-only', approvalPolicy: 'on-request' }, [
    'exec_permission_approvals',
    'request_permissions_tool',
  ]);
  const file = (name: string) => join(one.w.cwd, name);
  const with_ = {
    sandbox_permissions: 'with_additional_permissions',
    additional_permissions: { file_system: { write: [file('.')] } },
    justification: 'it writes',
  };
  const write = (name: string) => `touch ${name}`;
  const once = await one.turn(exec(write('a'), with_), { decision: 'accept' });
  expect(once.questions).toMatchObject(
    question('item/commandExecution/requestApproval', {
      additionalPermissions: expect.objectContaining({ fileSystem: expect.objectContaining({ write: [one.w.cwd] }) }),
    }),
  );
  expect(existsSync(file('a'))).toBe(true);
  await one.turn(exec(write('b')));
  expect(existsSync(file('b'))).toBe(false);

  const request = {
    tool: 'request_permissions',
    args: { reason: 'need it', permissions: { file_system: { write: [one.w.cwd] } } },
  };
  const none = await one.turn(request, { permissions: {} });
  expect(none.questions).toMatchObject(
    question('item/permissions/requestApproval', { cwd: one.w.cwd, reason: 'need it' }),
  );
  await one.turn(exec(write('c')));
  expect(existsSync(file('c'))).toBe(false);
  await one.turn(request, { permissions: { fileSystem: { write: [one.w.cwd] } }, scope: 'session' });
  await one.turn(exec(write('d')));
  expect(existsSync(file('d'))).toBe(true);
  expect(one.decisions().filter(([action]) => action === 'permissions')).toEqual([
    ['permissions', 'denied', 'reviewer:user'],
    ['permissions', 'granted_for_session', 'reviewer:user'],
  ]);
});
