import { expect, test } from 'vitest';
import { createOutputFeed } from './output-feed.ts';

test('keeps at most 1 MiB for the first listener, its beginning', () => {
  const feed = createOutputFeed();
  for (let index = 0; index < 40; index++) feed.push(new Uint8Array(30_000).fill(index), 'stdout');
  let bytes = 0;
  let last = -1;
  const stop = feed.listen((chunk) => {
    expect(chunk[0]).toBe(last + 1);
    last = chunk[0] ?? -1;
    bytes += chunk.length;
  });
  expect(bytes).toBe(1024 * 1024);
  feed.push(new Uint8Array([last + 1]), 'stderr');
  expect(bytes).toBe(1024 * 1024 + 1);
  stop();
  feed.push(new Uint8Array([1]), 'stderr');
  expect(bytes).toBe(1024 * 1024 + 1);
});
