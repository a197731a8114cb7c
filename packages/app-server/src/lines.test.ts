import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonLine } from './lines.ts';

test('a message is one line for every reader, and comes back as it was', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const message = { value: JSON.parse(json) as unknown, text: '\u2028\u2029\n\r' };
      const line = jsonLine(message);
      expect(line.slice(0, -1)).not.toMatch(/[\n\r\u2028\u2029]/);
      expect(line.endsWith('\n')).toBe(true);
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(message)));
    }),
  );
});
