import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { storedBytes } from '../home.ts';
import { storeHuge, storeLarge, storeSmall } from '../stored-threads.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tenon-bench-stored-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Line {
  readonly timestamp: string;
  readonly type: string;
  readonly payload: { readonly id?: string; readonly type?: string; readonly replacement_history?: unknown[] };
}

const filesOf = (home: string): string[] =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const linesOf = (file: string): Line[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

const count = (lines: readonly Line[], kind: string): number =>
  lines.filter(({ type, payload }) => type === kind || payload.type === kind).length;

test('small threads have files of their own, named after the id in their first line', () => {
  const home = join(scratch, 'small');
  storeSmall(home, 30, '/work');
  const files = filesOf(home);
  expect(files).toHaveLength(30);
  const ids = files.map((file) => {
    const [meta] = linesOf(file);
    expect(meta?.type).toBe('session_meta');
    expect(file.endsWith(`-${meta?.payload.id}.jsonl`)).toBe(true);
    return meta?.payload.id;
  });
  expect(new Set(ids).size).toBe(30);
});

test('a large thread has both streams of each turn, in order of time, and the size that is told', () => {
  const home = join(scratch, 'large');
  const { id, bytes } = storeLarge(home, 20, '/work');
  const [file = ''] = filesOf(home);
  const lines = linesOf(file);
  expect(file).toContain(id);
  expect(statSync(file).size).toBe(bytes);
  for (const kind of ['task_started', 'turn_context', 'user_message', 'agent_message', 'task_complete'])
    expect(count(lines, kind), kind).toBe(20);
  expect(count(lines, 'message')).toBe(40);
  expect([count(lines, 'function_call'), count(lines, 'function_call_output')]).toEqual([6, 6]);
  const times = lines.map(({ timestamp }) => timestamp);
  expect(times).toEqual(times.toSorted());
  // 1,800 turns are to make some 21 MB.
  expect((bytes / 20) * 1800).toBeGreaterThan(20e6);
  expect((bytes / 20) * 1800).toBeLessThan(22.5e6);
});

test('a huge thread is about as large as it was asked to be, and compacted', () => {
  const home = join(scratch, 'huge');
  const { bytes } = storeHuge(home, 3e6, '/work');
  expect(bytes).toBeGreaterThan(2.7e6);
  expect(bytes).toBeLessThan(3.3e6);
  const lines = linesOf(filesOf(home)[0] ?? '');
  const compactions = lines.filter(({ type }) => type === 'compacted');
  expect(compactions).toHaveLength(Math.floor(count(lines, 'user_message') / 20));
  expect(compactions[0]?.payload.replacement_history).toHaveLength(1);
});

test('what a home takes: links once, databases apart', () => {
  const home = join(scratch, 'weighed');
  mkdirSync(join(home, 'sessions'), { recursive: true });
  writeFileSync(join(home, 'sessions/a.jsonl'), 'x'.repeat(100));
  linkSync(join(home, 'sessions/a.jsonl'), join(home, 'b'));
  writeFileSync(join(home, 'index.sqlite'), 'x'.repeat(10));
  writeFileSync(join(home, 'index.sqlite-wal'), 'x'.repeat(7));
  expect(storedBytes(home)).toEqual({ threads: 100, databases: 17 });
});
