import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { temporaryFolder } from '@tenon/testing/tool';
import { expect, onTestFinished, test } from 'vitest';
import { launchPipes } from './launch-pipes.ts';
import { DRAIN_MS } from './launched.ts';
import { createOutputFeed } from './output-feed.ts';
import { createOutputPipes } from './output-pipes.ts';

/** Does nothing else, as a host with much to do: past the time that is given to whoever keeps the pipes open. */
function beBusyUntil(file: string): void {
  for (const end = performance.now() + 2 * DRAIN_MS; performance.now() < end || !existsSync(file); );
}

test('what was written by the time a busy host looks is read before the exit is told', async () => {
  const pipes = createOutputPipes('/tmp');
  onTestFinished(pipes.close);
  const feed = createOutputFeed();
  let output = '';
  feed.listen((chunk) => {
    output += Buffer.from(chunk).toString();
  });
  await using folder = await temporaryFolder();
  const written = join(folder.path, 'written');
  const argv = ['/bin/sh', '-c', `(sleep 0.02; echo late; : > ${written}) &`];
  const launched = await launchPipes({ argv, cwd: '/', stdin: 'none' }, { PATH: '/usr/bin:/bin' }, feed, pipes);
  while (!launched.reaped()) await setImmediate();
  beBusyUntil(written);
  await launched.exit;
  expect(output).toBe('late\n');
});
