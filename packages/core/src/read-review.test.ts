import type { ReviewRequest } from '@tenon/plugin-api/reviewer';
import type { ToolAction } from '@tenon/plugin-api/tool';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { availableDecisions } from './approvals.ts';
import { readReview } from './read-review.ts';

const command: ToolAction = {
  type: 'command',
  argv: ['ls'],
  script: 'ls',
  cwd: '/ws',
  escalate: false,
  commandActions: [],
};
const permissions: ToolAction = { type: 'permissions', permissions: {}, reason: null };

const request = (action: ToolAction, amendment: ReviewRequest['amendment'] = null): ReviewRequest => ({
  reviewId: 'r',
  threadId: 't',
  turnId: 'u',
  itemId: 'i',
  approvalId: null,
  cwd: '/ws',
  action,
  reason: null,
  availableDecisions: availableDecisions(action, amendment),
  amendment,
});

/** Values that look like reviews, and any others. */
const anything = fc.oneof(
  fc.anything(),
  fc.record(
    {
      kind: fc.oneof(
        fc.constantFrom('approved', 'approvedByRule', 'granted', 'denied', 'failed', 'Approved', 'accept', true),
        fc.anything(),
      ),
      scope: fc.oneof(fc.constantFrom('once', 'session', 'turn', 'always'), fc.anything()),
      permissions: fc.anything(),
      reason: fc.anything(),
      endTurn: fc.anything(),
    },
    { requiredKeys: [] },
  ),
);

test('whatever a plugin gives is read as a review, and lets through no more than was offered', () => {
  fc.assert(
    fc.property(anything, fc.constantFrom(command, permissions), fc.boolean(), (value, action, amends) => {
      const asked = request(action, amends ? { prefix: ['ls'], alsoAllows: [] } : null);
      const review = readReview(value, asked);
      const given = Object(value) as Record<string, unknown>;
      if (review.kind === 'approved') expect([action.type, given.kind]).toEqual(['command', 'approved']);
      if (review.kind === 'approvedByRule') expect([amends, given.kind]).toEqual([true, 'approvedByRule']);
      if (review.kind === 'granted') expect([action.type, given.kind]).toEqual(['permissions', 'granted']);
      if (review.kind === 'denied') expect(given.kind).toBe('denied');
      if (review.kind === 'failed') expect(typeof review.reason).toBe('string');
    }),
    { numRuns: 2_000 },
  );
});

test('what reads a file is approved once only: nothing of it could be remembered', () => {
  const asked = request({ type: 'readFile', path: '/etc/hosts' });
  expect(readReview({ kind: 'approved', scope: 'once' }, asked)).toEqual({ kind: 'approved', scope: 'once' });
  expect(readReview({ kind: 'approved', scope: 'session' }, asked)).toMatchObject({ kind: 'failed' });
});
