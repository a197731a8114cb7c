import { expect, test } from 'vitest';
import { convertEvent } from './convert-hooks.ts';

const hook = { type: 'command', command: 'x' };
const converted = (event: string, matcher?: unknown) => convertEvent(event, [{ matcher, hooks: [hook] }], false);

test.each([
  ['PreToolUse', 'Bash', 'Bash'],
  ['PostToolUse', 'MultiEdit|Write|Read', 'Edit|Write'],
  ['PreToolUse', 'Edit|MultiEdit', 'Edit'],
  ['PreToolUse', 'mcp__a__b|Task', 'mcp__a__b'],
  ['PreToolUse', 'mcp__.*', 'mcp__.*'],
  ['PreToolUse', '*', undefined],
  ['PreToolUse', '', undefined],
  ['SessionStart', 'startup|compact', 'startup'],
  ['Stop', 'anything', undefined],
])('%s: the matcher %s becomes %s', (event, before, after) => {
  expect(converted(event, before).groups).toEqual([{ ...(after !== undefined && { matcher: after }), hooks: [hook] }]);
});

test.each([
  ['PreToolUse', 'Read|Task', 'nothing here is called Read or Task'],
  ['SessionStart', 'compact', 'nothing here is called compact'],
  ['PreToolUse', 1, 'a matcher is no text'],
  ['SubagentStop', undefined, 'there is no such event'],
  ['toString', undefined, 'there is no such event'],
])('%s with the matcher %s is refused', (event, matcher, reason) => {
  expect(converted(event, matcher)).toEqual({ groups: [], refused: [reason], notes: [] });
});

test.each([
  [null, 'no object'],
  [{ type: 'http', url: 'x' }, 'hooks of http'],
  [{ type: 'command' }, 'no command'],
  [{ type: 'command', command: ' ' }, 'no command'],
  [{ type: 'command', command: 'x', async: true }, 'async'],
  [{ type: 'command', command: 'sh $CLAUDE_PLUGIN_ROOT/x' }, 'CLAUDE_'],
])('the hook %j is refused, and another one of its group is not', (handler, reason) => {
  const { groups, refused } = convertEvent('Stop', [{ hooks: [handler, hook] }], false);
  expect(groups).toEqual([{ hooks: [hook] }]);
  expect(refused).toEqual([expect.stringContaining(reason)]);
});

test('a time-out of whole seconds stays, keys that nobody reads do not', () => {
  const handlers = [
    { ...hook, timeout: 5, once: true },
    { ...hook, timeout: 0.5, statusMessage: 'Checking' },
  ];
  expect(convertEvent('Stop', [{ hooks: handlers }], false).groups).toEqual([
    {
      hooks: [
        { ...hook, timeout: 5 },
        { ...hook, statusMessage: 'Checking' },
      ],
    },
  ]);
});

test('what is no list of groups is refused', () => {
  expect(convertEvent('Stop', {}, false).refused).toEqual(['it is no list of groups']);
  expect(convertEvent('Stop', [{}, 1], false).refused).toEqual(['a group has no list of hooks']);
});
