import { appendFileSync, utimesSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexed, lineText, newHome, newStore, query, said, smallest, writeRollout } from '../test/home.ts';

const id = (at: number) => `019a0000-0000-7000-8000-${String(at).padStart(12, '0')}`;

test('a list by the last change neither repeats nor skips threads that change while it is read, whatever the clock says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('asc', 'desc'),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.array(fc.tuple(fc.nat(11), fc.integer({ min: -600, max: 600 })), { maxLength: 4 }), { maxLength: 8 }),
      async (sortDirection, limit, rounds) => {
        const home = newHome();
        const begin = Date.UTC(2026, 3, 1) / 1000;
        const paths = Array.from({ length: 12 }, (_, at) => {
          const path = writeRollout(home, { id: id(at), lines: smallest(id(at)) });
          utimesSync(path, begin + at, begin + at);
          return path;
        });
        const store = newStore(home);
        await indexed(store);
        const seen: string[] = [];
        let cursor: string | null = null;
        for (let round = 0; ; round += 1) {
          const page = await store.list(query({ sortKey: 'updated_at', sortDirection, limit, cursor }));
          seen.push(...page.data.map((thread) => thread.id));
          cursor = page.nextCursor;
          if (cursor === null) break;
          for (const [which, seconds] of rounds[round] ?? []) {
            const path = paths[which] ?? '';
            appendFileSync(path, lineText(said('more')));
            utimesSync(path, begin + seconds, begin + seconds);
          }
        }
        await store.close();
        expect(seen.toSorted()).toEqual(paths.map((_, at) => id(at)));
      },
    ),
    { numRuns: 25 },
  );
});
