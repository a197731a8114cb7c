import type { ThreadItem } from '@tenon/protocol';
import { describe, expect, test } from 'vitest';
import { machineServer } from './machine.ts';

const HASH = '0123456789abcdef0123456789abcdef01234567';
const repository = {
  '.git/HEAD': 'ref: refs/heads/topic\n',
  '.git/refs/heads/topic': `${HASH}\n`,
  '.git/config': '[remote "origin"]\n\turl = https://me:token@example.com/a.git\n',
};
const gitInfo = { sha: HASH, branch: 'topic', originUrl: 'https://example.com/a.git' };

describe('what git knows of the working directory', () => {
  test('is shown from the start, in lists, after a resume, and by a fork', async () => {
    await using host = await machineServer(repository);
    const client = await host.ready();
    const { thread } = await client.request('thread/start', { cwd: host.path });
    expect(thread.gitInfo).toEqual(gitInfo);
    await client.turn(thread.id);
    expect(host.store.threads.get(thread.id)?.meta.git).toEqual({
      commit_hash: HASH,
      branch: 'topic',
      repository_url: 'https://example.com/a.git',
    });
    expect((await client.request('thread/read', { threadId: thread.id })).thread.gitInfo).toEqual(gitInfo);
    await client.request('thread/archive', { threadId: thread.id });
    await client.request('thread/unarchive', { threadId: thread.id });
    expect((await client.request('thread/list', { modelProviders: [] })).data[0]?.gitInfo).toEqual(gitInfo);
    expect((await client.request('thread/resume', { threadId: thread.id })).thread.gitInfo).toEqual(gitInfo);
    const fork = await client.request('thread/fork', { threadId: thread.id });
    expect(fork.thread.gitInfo).toEqual(gitInfo);
    const elsewhere = await client.request('thread/fork', { threadId: thread.id, cwd: '/' });
    expect(elsewhere.thread.gitInfo).toBeNull();
  });

  test('a broken repository keeps nothing from starting', async () => {
    await using host = await machineServer({ '.git/HEAD': '\u0000' });
    const client = await host.ready();
    const { thread } = await client.request('thread/start', { cwd: host.path });
    expect(thread.gitInfo).toEqual({ sha: null, branch: null, originUrl: null });
    expect(await client.turn(thread.id)).toMatchObject({ status: 'completed' });
  });
});

describe('persistExtendedHistory', () => {
  const input = { threadId: '', command: 'echo kept' };
  async function kept(persistExtendedHistory: boolean) {
    const host = await machineServer();
    const client = await host.ready();
    const { thread } = await client.request('thread/start', { cwd: host.path, persistExtendedHistory });
    const threadId = thread.id;
    await client.request('thread/shellCommand', { ...input, threadId });
    await client.until(({ method }) => method === 'turn/completed');
    await client.turn(threadId);
    await client.request('thread/archive', { threadId });
    await client.request('thread/unarchive', { threadId });
    return { host, client, threadId, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
  }

  test('a command is shown again: read, listed, resumed and forked', async () => {
    await using world = await kept(true);
    const { client, threadId } = world;
    const told = client.notifications('item/completed').map((params) => params.item as ThreadItem);
    const command = told.find(({ type }) => type === 'commandExecution');
    expect(command).toMatchObject({ aggregatedOutput: 'kept\n', source: 'userShell', exitCode: 0 });
    const read = await client.request('thread/read', { threadId, includeTurns: true });
    const page = await client.request('thread/turns/list', { threadId, sortDirection: 'asc' });
    const resumed = await client.request('thread/resume', { threadId });
    const forked = await client.request('thread/fork', { threadId });
    for (const turns of [read.thread.turns, page.data, resumed.thread.turns, forked.thread.turns]) {
      expect(turns[0]?.items).toEqual([command]);
    }
  });

  test('without it, it is not', async () => {
    await using world = await kept(false);
    const { client, threadId } = world;
    const { thread } = await client.request('thread/resume', { threadId });
    expect(thread.turns.flatMap(({ items }) => items.map(({ type }) => type))).toEqual(['userMessage', 'agentMessage']);
  });

  test('a resume may ask for it from then on', async () => {
    await using world = await kept(false);
    const { client, threadId } = world;
    await client.request('thread/resume', { threadId, persistExtendedHistory: true });
    const before = client.notifications('turn/completed').length;
    await client.request('thread/shellCommand', { ...input, threadId });
    await client.until(() => client.notifications('turn/completed').length > before);
    const { data } = await client.request('thread/turns/list', { threadId, limit: 1 });
    expect(data[0]?.items).toMatchObject([{ type: 'commandExecution', aggregatedOutput: 'kept\n' }]);
  });
});
