import fc from 'fast-check';
import { expect, test } from 'vitest';
import { merge } from './merge.ts';
import { isTable, type Table } from './table.ts';

const table: fc.Arbitrary<Table> = fc.letrec((tie) => ({
  table: fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__'),
    fc.oneof({ maxDepth: 3 }, fc.integer(), fc.string(), fc.array(fc.integer()), tie('table')),
    { noNullPrototype: false },
  ),
})).table as fc.Arbitrary<Table>;

test('nothing laid over or under changes nothing', () => {
  fc.assert(
    fc.property(table, (one) => {
      expect(merge(one, {})).toEqual(one);
      expect(merge({}, one)).toEqual(one);
      expect(merge(one, one)).toEqual(one);
    }),
  );
});

test('order of grouping does not matter', () => {
  // A scalar between two tables cuts them apart, so only the values that are tables in all or in none are compared.
  fc.assert(
    fc.property(table, table, table, (a, b, c) => {
      expect(merge(merge(a, b), c)).toEqual(leftOf(a, b, c));
    }),
  );
});

/** Merging three, said key by key. */
function leftOf(a: Table, b: Table, c: Table): Table {
  const found: Table = Object.create(null);
  for (const key of new Set([a, b, c].flatMap((one) => Object.keys(one)))) {
    const values = [a, b, c].filter((one) => Object.hasOwn(one, key)).map((one) => one[key]);
    const cut = values.findLastIndex((one) => !isTable(one));
    const last = values.slice(cut + 1).filter(isTable);
    found[key] = last.length > 0 ? leftOf(last[0] ?? {}, last[1] ?? {}, last[2] ?? {}) : values.at(-1);
  }
  return found;
}

test('the upper value wins at every leaf, and the arguments stay as they were', () => {
  fc.assert(
    fc.property(table, table, (under, over) => {
      const before = structuredClone([under, over]);
      const merged = merge(under, over);
      const check = (one: Table, from: Table): void => {
        for (const key of Object.keys(from)) {
          const value = from[key];
          const found = one[key];
          if (isTable(value)) {
            expect(isTable(found)).toBe(true);
            if (isTable(found)) check(found, value);
          } else expect(found).toEqual(value);
        }
      };
      check(merged, over);
      expect([under, over]).toEqual(before);
    }),
  );
});

test('undefined is no value', () => {
  expect(merge({ a: 1 }, { a: undefined, b: undefined })).toEqual({ a: 1 });
  expect(Object.keys(merge({}, { b: undefined }))).toEqual([]);
});
