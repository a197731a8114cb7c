import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isTenonError } from '@tenon/plugin-api';
import fc from 'fast-check';
import { expect } from 'vitest';
import { installBundle } from '../src/store/install.ts';
import { verifiedBundle } from '../src/store/store.ts';
import { paxRecord, tarOf, tgzOf, zipOf } from './archives.ts';
import { listing, test } from './scratch.ts';

const entries = [
  { path: 'd', type: 'Directory' as const },
  { path: 'pax', type: 'ExtendedHeader' as const, content: paxRecord('path', 'd/long') },
  { path: 'short', content: 'x'.repeat(700) },
  { path: 'l', type: 'SymbolicLink' as const, linkpath: 'd/long' },
  { path: 'h', type: 'Link' as const, linkpath: 'd/long' },
];
const zip = zipOf({
  'd/long': { content: 'x'.repeat(700) },
  l: { content: 'd/long', mode: 0o120777 },
  'run.sh': { content: '#!/bin/sh', mode: 0o100755 },
});
const archives = { tar: tarOf(entries), tgz: tgzOf(entries), zip };

const change = fc.oneof(
  fc.record({ at: fc.nat(), byte: fc.nat({ max: 255 }) }),
  fc.record({ at: fc.nat(), text: fc.constantFrom('../', '/', '\0', 'PK\u0001\u0002', 'PK\u0003\u0004', '9999999') }),
  fc.record({ cut: fc.nat() }),
);

test.for(['tar', 'tgz', 'zip'] as const)(
  'a %s with some bytes changed is taken in whole, or refused with a code; nothing else is written',
  { timeout: 60_000 },
  async (format, { scratch: { dir, home, file } }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        let bytes = Buffer.from(archives[format]);
        for (const each of changes) {
          if ('cut' in each) bytes = bytes.subarray(0, each.cut % (bytes.length + 1));
          else if ('text' in each) bytes.write(each.text, each.at % (bytes.length + 1), 'latin1');
          else if (bytes.length > 0) bytes[each.at % bytes.length] = each.byte;
        }
        const archive = await file('it', bytes);
        try {
          const { digest } = await installBundle({ archive }, { home });
          await verifiedBundle(home, digest);
        } catch (error) {
          if (!isTenonError(error)) throw error;
          expect(error.code).toMatch(/^bundle_/);
          expect(error.code).not.toMatch(/^bundle_(?:staging|store|source)/);
        }
        expect((await readdir(dir)).sort()).toEqual(['home', 'it']);
        expect(await readdir(join(home, 'plugins', '.staging'))).toEqual([]);
      }),
      { numRuns: 150 },
    );
    const outside = (await listing(dir)).filter(
      (line) => !/^(?:it|home(?:\/plugins(?:\/(?:digests|\.staging)(?:\/.*)?)?)?) /.test(line),
    );
    expect(outside).toEqual([]);
  },
);
