import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import plugin from './index.ts';

test('provides one thread store', () => {
  expect(plugin.register({ config: undefined, needs: {} }).map((one) => [one.kind, one.point])).toEqual([
    ['service', 'threadStore'],
  ]);
});

// The process has no right to write any file: whatever tried would throw.
test('writes no file', () => {
  const script = `
    const { createMemoryStore } = await import(${JSON.stringify(fileURLToPath(new URL('./store.ts', import.meta.url)))});
    const store = createMemoryStore();
    const log = store.create({ id: 'a', timestamp: new Date().toISOString() });
    log.append([{ timestamp: '', type: 'event_msg', payload: { type: 'user_message', message: 'q' } }]);
    await log.close();
    const opened = await store.open({ id: 'a' });
    for await (const batch of opened.lines.forward()) opened.log.append(batch.slice(1));
    const page = await store.list({ limit: 5, sortKey: 'created_at', sortDirection: 'desc' });
    await store.close();
    console.log(page.data[0].preview, process.permission.has('fs.write'), process.permission.has('child'));`;
  const options = [
    '--permission',
    '--allow-fs-read=*',
    '--conditions=@tenon/source',
    '--input-type=module',
    '-e',
    script,
  ];
  expect(execFileSync(process.execPath, options, { encoding: 'utf8' })).toBe('q false false\n');
});
