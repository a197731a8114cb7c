import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { silentLogger } from '../test/silent-logger.ts';
import plugin from './index.ts';

const parse = (config: unknown) => plugin.config?.['~standard'].validate(config);

test('wants the absolute path of a home, and nothing it does not know', () => {
  expect(parse({ home: '/h' })).toEqual({ value: { home: '/h' } });
  for (const bad of [{}, { home: 'relative' }, { home: 5 }, { home: '/h', homes: '/h' }])
    expect(parse(bad)).toHaveProperty('issues');
});

test('provides one thread store', () => {
  const made = plugin.register({ config: { home: '/h' }, needs: { logger: silentLogger() } });
  expect(made.map((one) => [one.kind, one.point])).toEqual([['service', 'threadStore']]);
});

test('loading it, making a thread and writing it loads no database', () => {
  const script = `
    const { createLocalStore } = await import(${JSON.stringify(fileURLToPath(new URL('./store.ts', import.meta.url)))});
    await import(${JSON.stringify(fileURLToPath(new URL('./index.ts', import.meta.url)))});
    const { mkdtempSync, rmSync } = await import('node:fs');
    const home = mkdtempSync('/tmp/tenon-threads-');
    const log = createLocalStore({ home, logger: console }).create({ id: 'a', timestamp: new Date().toISOString() });
    log.append([{ timestamp: '', type: 'event_msg', payload: { type: 'user_message', message: 'q' } }]);
    rmSync(home, { recursive: true });
    const loaded = () => process.moduleLoadList.some((name) => name.endsWith(' sqlite') || name.endsWith('node:sqlite'));
    const before = loaded();
    process.getBuiltinModule('node:sqlite');
    console.log(before, loaded());`;
  const out = execFileSync(process.execPath, ['--conditions=@tenon/source', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect(out).toBe('false true\n');
});
