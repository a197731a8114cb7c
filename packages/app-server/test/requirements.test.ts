import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { appServer } from './server.ts';

const requirements = {
  values: { allowed_approval_policies: ['untrusted' as const], allowed_sandbox_modes: ['read-only' as const] },
  setBy: {
    allowed_approval_policies: '/etc/codex/requirements.toml',
    allowed_sandbox_modes: '/etc/codex/requirements.toml',
  },
};

test('a new thread has what is required in the place of what it asked for, and is told', async () => {
  await using host = await appServer({ requirements });
  const client = await host.ready();
  const started = await client.request('thread/start', { approvalPolicy: 'never', sandbox: 'danger-full-access' });
  expect(started).toMatchObject({ approvalPolicy: 'untrusted', sandbox: { type: 'readOnly' } });
  const { params } = await client.until(({ method }) => method === 'warning');
  expect(params).toMatchObject({
    threadId: started.thread.id,
    message: expect.stringContaining(
      '`danger-full-access` is not in the allowed set [read-only] (set by /etc/codex/requirements.toml)',
    ),
  });
});

test('an override of a turn, or of a command, that is not allowed is refused', async () => {
  await using host = await appServer({ requirements });
  const client = await host.ready();
  const { thread } = await client.request('thread/start', {});
  const input = [{ type: 'text' as const, text: 'x', text_elements: [] }];
  expect(
    await client.refused('turn/start', { threadId: thread.id, input, sandboxPolicy: { type: 'dangerFullAccess' } }),
  ).toMatchObject({
    code: -32600,
    message:
      'invalid turn context override: invalid value for `sandbox_mode`: `danger-full-access` is not in the allowed set [read-only] (set by /etc/codex/requirements.toml)',
  });
  expect(
    await client.refused('command/exec', { command: ['true'], sandboxPolicy: { type: 'dangerFullAccess' } }),
  ).toMatchObject({
    code: -32600,
  });
});

test('a stored thread comes back with no more than is allowed now', async () => {
  await using before = await appServer();
  const first = await before.ready();
  const { thread } = await first.request('thread/start', { approvalPolicy: 'never', sandbox: 'danger-full-access' });
  await first.turn(thread.id, 'hello');
  await using after = await appServer({ requirements });
  after.store.put(
    before.store.threads.get(thread.id)?.meta ?? expect.fail('not stored'),
    before.store.lines(thread.id).slice(1),
  );
  const second = await after.ready();
  const resumed = await second.request('thread/resume', { threadId: thread.id });
  expect(resumed).toMatchObject({ approvalPolicy: 'untrusted', sandbox: { type: 'readOnly' } });
});

test('who lets a thread write in a folder of which nobody said anything trusts it; who said no is not overruled', async () => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-trusted-')));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const [home, project] = [join(base, 'home'), join(base, 'project')];
  for (const folder of [home, join(project, '.git')]) mkdirSync(folder, { recursive: true });
  const file = join(home, 'config.toml');
  await using host = await appServer({ home });
  const client = await host.ready();
  await client.request('thread/start', { cwd: project, sandbox: 'read-only' });
  expect(() => readFileSync(file)).toThrow();
  await client.request('thread/start', { cwd: project, sandbox: 'workspace-write' });
  const noted = `[projects.${JSON.stringify(project)}]\ntrust_level = "trusted"\n`;
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toBe(noted), { timeout: 10_000 });
  const no = `[projects.${JSON.stringify(project)}]\ntrust_level = "untrusted"\n`;
  writeFileSync(file, no);
  await client.request('thread/start', { cwd: project, sandbox: 'workspace-write' });
  expect(readFileSync(file, 'utf8')).toBe(no);
});
