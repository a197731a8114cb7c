import type { RolloutLine } from '@tenon/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answered, anyLine, complete, event, rolledBack, said, started } from '../test/rollout-lines.ts';
import { threadTurns } from './turns.ts';

const outline = (lines: readonly RolloutLine[], options?: { running: boolean }) =>
  threadTurns(lines, options).map((turn) => [
    turn.id,
    turn.status,
    ...turn.items.map((item) => `${item.id}:${item.type}`),
  ]);

describe('turns', () => {
  test('are what clients see, with the times that were logged', () => {
    const lines = [
      event({ type: 'task_started', turn_id: 't1', started_at: 1777550400 }),
      event({
        type: 'user_message',
        message: 'look @x',
        images: ['data:image/png;base64,AA'],
        local_images: ['/w/a.png'],
        text_elements: [{ byte_range: { start: 5, end: 7 }, placeholder: '@x' }, { nonsense: 1 }],
      }),
      event({ type: 'agent_reasoning', text: 'first' }),
      event({ type: 'agent_reasoning', text: 'second' }),
      event({ type: 'agent_reasoning_raw_content', text: 'raw' }),
      event({ type: 'agent_message', message: 'soon', phase: 'commentary' }),
      event({ type: 'agent_message', message: '' }),
      event({ type: 'agent_message', message: 'done', phase: 'odd' }),
      event({ type: 'task_complete', turn_id: 't1', completed_at: 1777550401, duration_ms: 100 }),
    ];
    expect(threadTurns(lines)).toEqual([
      {
        id: 't1',
        status: 'completed',
        error: null,
        startedAt: 1777550400,
        completedAt: 1777550401,
        durationMs: 100,
        items: [
          {
            type: 'userMessage',
            id: 't1-item-1',
            content: [
              {
                type: 'text',
                text: 'look @x',
                text_elements: [{ byteRange: { start: 5, end: 7 }, placeholder: '@x' }],
              },
              { type: 'image', url: 'data:image/png;base64,AA' },
              { type: 'localImage', path: '/w/a.png' },
            ],
          },
          { type: 'reasoning', id: 't1-item-2', summary: ['first', 'second'], content: ['raw'] },
          { type: 'agentMessage', id: 't1-item-3', text: 'soon', phase: 'commentary', memoryCitation: null },
          { type: 'agentMessage', id: 't1-item-4', text: 'done', phase: null, memoryCitation: null },
        ],
      },
    ]);
  });

  test('items are numbered in their turn; a steered message is in its turn; a turn without items stays', () => {
    const lines = [
      started('1'),
      said('q'),
      said('steered'),
      answered('a'),
      complete('1'),
      started('2'),
      complete('2'),
      started('3'),
      said('x'),
    ];
    expect(outline(lines)).toEqual([
      ['1', 'completed', '1-item-1:userMessage', '1-item-2:userMessage', '1-item-3:agentMessage'],
      ['2', 'completed'],
      ['3', 'interrupted', '3-item-1:userMessage'],
    ]);
    expect(outline(lines, { running: true }).at(-1)?.[1]).toBe('inProgress');
  });

  test('a turn that another one followed was interrupted, also while that one runs', () => {
    expect(
      outline([started('1'), said('q'), started('2'), said('q')], { running: true }).map((turn) => turn[1]),
    ).toEqual(['interrupted', 'inProgress']);
    expect(outline([started('1'), complete('1')], { running: true })).toEqual([['1', 'completed']]);
  });

  test('an abort, an error, and an error before the end', () => {
    const aborted = event({
      type: 'turn_aborted',
      turn_id: '1',
      reason: 'interrupted',
      completed_at: 5,
      duration_ms: 6,
    });
    expect(threadTurns([started('1'), said('q'), aborted])[0]).toMatchObject({
      status: 'interrupted',
      completedAt: 5,
      durationMs: 6,
    });
    const failed = (codex_error_info: unknown) =>
      threadTurns([started('1'), event({ type: 'error', message: 'no', codex_error_info }), complete('1')])[0];
    expect(failed('usage_limit_exceeded')).toMatchObject({
      status: 'failed',
      error: { message: 'no', codexErrorInfo: 'usageLimitExceeded', additionalDetails: null },
    });
    expect(failed(null)?.error?.codexErrorInfo).toBeNull();
    expect(failed('thread_rollback_failed_never_heard_of')?.error?.codexErrorInfo).toBe('other');
    expect(failed({ http_connection_failed: { http_status_code: 502 } })?.error?.codexErrorInfo).toEqual({
      httpConnectionFailed: { httpStatusCode: 502 },
    });
  });

  test('without task_started each user message is a turn, named after its line', () => {
    expect(outline([answered('hi'), said('q1'), answered('a1'), said('q2')])).toEqual([
      ['rollout-0', 'completed', 'rollout-0-item-1:agentMessage'],
      ['rollout-1', 'completed', 'rollout-1-item-1:userMessage', 'rollout-1-item-2:agentMessage'],
      ['rollout-3', 'completed', 'rollout-3-item-1:userMessage'],
    ]);
  });

  test('events of other types are passed over', () => {
    const odd = {
      timestamp: '',
      type: 'event_msg',
      payload: { type: 'exec_command_begin', call_id: '1' },
    } as unknown as RolloutLine;
    expect(outline([odd, started('1'), odd, complete('1')])).toEqual([['1', 'completed']]);
  });
});

describe('thread_rolled_back', () => {
  const lines = [
    started('1'),
    said('q1'),
    complete('1'),
    started('2'),
    complete('2'),
    started('3'),
    said('q3'),
    complete('3'),
    started('4'),
  ];

  test('takes the last turns with a user message, and what followed them', () => {
    expect(outline([...lines, rolledBack(1)]).map((turn) => turn[0])).toEqual(['1', '2']);
    expect(outline([...lines, rolledBack(2)])).toEqual([]);
    expect(outline([...lines, rolledBack(99)])).toEqual([]);
    expect(outline([...lines, rolledBack(0)]).map((turn) => turn[0])).toEqual(['1', '2', '3', '4']);
  });
});

test('any lines give turns whose items are named after them', () => {
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 40 }), (lines) => {
      for (const turn of threadTurns(lines))
        expect(turn.items.map((item) => item.id)).toEqual(turn.items.map((_, at) => `${turn.id}-item-${at + 1}`));
    }),
  );
});
