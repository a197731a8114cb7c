// A process of its own that writes a thread, for tests to kill or to starve. It tells each append that was done.
import { writeSync } from 'node:fs';
import { isTenonError } from '@tenon/plugin-api';
import { createLocalStore } from '../src/store.ts';
import { silentLogger } from './silent-logger.ts';

const [home = '', id = '', mode = 'flood'] = process.argv.slice(2);
const timestamp = new Date().toISOString();
const store = createLocalStore({ home, logger: silentLogger() });
const tell = (what: string) => writeSync(1, `${what}\n`);
const line = (text: string) => ({
  timestamp,
  type: 'event_msg' as const,
  payload: { type: 'agent_message' as const, message: text },
});
const log = store.create({
  id,
  timestamp,
  cwd: '/',
  originator: 'x',
  cli_version: '1',
  source: 'cli',
  model_provider: 'p',
});

if (mode === 'flood') {
  for (let count = 0; ; count += 1) {
    await log.append([line(`${count} ${'x'.repeat((count * 7919) % 20_000)}`), line(`end ${count}`)]);
    tell(String(count));
  }
} else {
  // A file may have 64 KB, the rollout and what is kept apart of it: what is too large must leave nothing.
  for (const size of [1000, 200_000, 1000, 32_000, 1000]) {
    try {
      await log.append([line('small'), line('y'.repeat(size)), line('z'.repeat(size))]);
      tell(`done ${size}`);
    } catch (error) {
      tell(
        isTenonError(error) ? `${error.code} ${error.file?.startsWith(home) && Boolean(error.mend)}` : String(error),
      );
    }
  }
}
