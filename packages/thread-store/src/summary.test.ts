import { describe, expect, test } from 'vitest';
import { complete, event, meta, rolledBack, said, started, user } from '../test/rollout-lines.ts';
import { isListed, lastTurnUnfinished, sessionSource, summarize, totalUsage, turnContext } from './summary.ts';

const facts = { path: '/s/x.jsonl', archived: false, updatedAt: 5 };
const named = (thread_name: string | null) => event({ type: 'thread_name_updated', thread_id: 'a', thread_name });

describe('summarize', () => {
  test('takes the first meta line, the first user message and the last name', () => {
    const git = { commit_hash: 'c', branch: 'b', repository_url: 'u' };
    const lines = [
      meta('own', { forked_from_id: 'parent', git, agent_role: 'r' }),
      meta('parent'),
      user('ctx'),
      said('q1'),
      said('q2'),
      named('x'),
      named('y'),
    ];
    expect(summarize(lines, facts)).toEqual({
      id: 'own',
      path: '/s/x.jsonl',
      preview: 'q1',
      name: 'y',
      modelProvider: 'p',
      createdAt: Date.parse('2026-04-30T12:00:00.123Z'),
      updatedAt: 5,
      cwd: '/w',
      cliVersion: '1',
      source: 'cli',
      gitInfo: { sha: 'c', branch: 'b', originUrl: 'u' },
      forkedFromId: 'parent',
      agentNickname: null,
      agentRole: 'r',
      archived: false,
      memoryMode: 'enabled',
    });
    expect(summarize([...lines, named(null)], facts)?.name).toBeNull();
  });

  test('a meta line with next to nothing gets defaults; none is no thread', () => {
    const bare = meta('a', {
      timestamp: 'odd',
      source: undefined,
      model_provider: undefined,
      cwd: undefined,
      cli_version: undefined,
    });
    expect(summarize([bare], { ...facts, createdAt: 3, modelProvider: 'now' })).toMatchObject({
      createdAt: 3,
      source: 'vscode',
      modelProvider: 'now',
      cwd: '',
      cliVersion: '',
      preview: '',
    });
    expect(summarize([said('q')], facts)).toBeNull();
    expect([isListed([bare, user('q')]), isListed([bare, said('q')])]).toEqual([false, true]);
  });
});

test('sources are spelled as the wire does', () => {
  const spawn = { thread_spawn: { parent_thread_id: 'p', depth: 1 } };
  const sources = [
    'cli',
    'mcp',
    'later',
    { custom: 'x' },
    { internal: 'memory_consolidation' },
    { subagent: 'review' },
    { subagent: spawn },
    null,
  ];
  expect(sources.map(sessionSource)).toEqual([
    'cli',
    'appServer',
    'unknown',
    { custom: 'x' },
    'unknown',
    { subAgent: 'review' },
    { subAgent: spawn },
    'vscode',
  ]);
});

test('the last turn that has no end', () => {
  expect(lastTurnUnfinished([])).toBeNull();
  expect(lastTurnUnfinished([started('1'), complete('1'), started('2'), said('q')])).toBe('2');
  expect(lastTurnUnfinished([started('1'), complete('1')])).toBeNull();
  expect(
    lastTurnUnfinished([started('1'), event({ type: 'turn_aborted', turn_id: '1', reason: 'interrupted' })]),
  ).toBeNull();
  expect(lastTurnUnfinished([started('1'), rolledBack(1)])).toBeNull();
});

test('the last usage and the last context', () => {
  const counts = {
    input_tokens: 1,
    cached_input_tokens: 0,
    output_tokens: 2,
    reasoning_output_tokens: 0,
    total_tokens: 3,
  };
  const info = { total_token_usage: counts, last_token_usage: counts, model_context_window: 10 };
  const count = (given: typeof info | null) => event({ type: 'token_count', info: given, rate_limits: null });
  expect(totalUsage([count(null), count(info), count(null)])).toEqual(info);
  expect(totalUsage([count(null)])).toBeNull();
  const context = (model: string) => ({
    timestamp: '',
    type: 'turn_context' as const,
    payload: { cwd: '/w', model, approval_policy: 'never', sandbox_policy: {}, summary: 'auto' },
  });
  expect(turnContext([context('a'), context('b'), said('q')])?.model).toBe('b');
  expect(turnContext([said('q')])).toBeNull();
});
