import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineText } from './line-text.ts';

const read = (line: object, withoutRepeats = true, around = '') => {
  const text = JSON.stringify(line);
  const bytes = Buffer.from(`${around}${text}${around}`);
  const start = Buffer.byteLength(around);
  return JSON.parse(lineText(bytes, start, start + Buffer.byteLength(text), { withoutRepeats }));
};
const complete = (message: unknown, more: object = {}) => ({
  timestamp: 't',
  type: 'event_msg',
  payload: { type: 'task_complete', turn_id: 'a', last_agent_message: message, completed_at: 1, ...more },
});

test('whatever the message, the rest of the line is as it was', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\\"]*$/));
  fc.assert(
    fc.property(text, text, (message, other) => {
      const long = message + 'x'.repeat(300) + message;
      expect(read(complete(long, { other }), true, '"\\\n')).toEqual(complete(null, { other }));
      expect(read(complete(long, { other }), false)).toEqual(complete(long, { other }));
    }),
  );
});

test('other lines are whole: short ones, other events, and one whose message is kept apart', () => {
  const long = 'x'.repeat(500);
  const said = { timestamp: 't', type: 'event_msg', payload: { type: 'agent_message', last_agent_message: long } };
  const apart = { ...complete(long), blobs: [{ at: ['last_agent_message'], sha256: 'a' }] };
  for (const line of [complete('short'), complete(null), said, apart]) expect(read(line)).toEqual(line);
});
