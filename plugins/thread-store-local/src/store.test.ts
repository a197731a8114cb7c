import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tearFile, testThreadStore } from '@tenon/testing/thread-store';
import { silentLogger } from '../test/silent-logger.ts';
import { createLocalStore } from './store.ts';

const inFolder = () => {
  const home = mkdtempSync(join(tmpdir(), 'tenon-threads-'));
  const open = () => createLocalStore({ home, logger: silentLogger() });
  return { home, store: open(), another: open, remove: () => rmSync(home, { recursive: true, force: true }) };
};

const PROCESS = fileURLToPath(new URL('../test/store-process.ts', import.meta.url));

testThreadStore('local, without an index', inFolder, {
  durable: true,
  faults: {
    process: [process.execPath, '--conditions=@tenon/source', PROCESS],
    files: true,
    tear: ({ path }, tear) => tearFile(path, tear),
  },
});

const indexed = async () => {
  const given = inFolder();
  const log = given.store.create({
    id: 'gone',
    timestamp: new Date().toISOString(),
    cwd: '/',
    originator: '',
    cli_version: '',
    source: 'cli',
  });
  await log.append([{ timestamp: '', type: 'event_msg', payload: { type: 'user_message', message: 'q' } }]);
  await log.close();
  await given.store.read({ id: 'gone' });
  // Looking for what is not there makes the index.
  await given.store.read({ id: 'nobody' }).catch(() => {});
  if (log.path) rmSync(log.path);
  return given;
};

// Its processes, above, have an index too.
testThreadStore('local, with an index', indexed, { durable: true, faults: false });
