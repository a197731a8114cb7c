import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { newHome, thrown } from '../test/home.ts';
import { createLeases } from './lease.ts';

const LEASER = fileURLToPath(new URL('../test/leaser.ts', import.meta.url));

const start = (...args: string[]): ChildProcess => {
  const child = spawn(process.execPath, ['--conditions=@tenon/source', LEASER, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
};
const firstLine = (child: ChildProcess) =>
  new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.includes('\n')) resolve(text);
    });
    child.on('close', () => reject(new Error(`ended with ${text}`)));
  });
const ended = (child: ChildProcess) => new Promise((resolve) => child.on('close', resolve));

test('a held thread is refused in words that say who has it, since when, and what to do', async () => {
  const folder = join(newHome(), 'leases');
  const holder = start(folder, 'hold', '0', '1');
  await firstLine(holder);
  const error = await thrown(() => createLeases(folder).acquire('t0'));
  expect(error).toMatchObject({ code: 'thread_locked', file: join(folder, 't0.json') });
  expect(error.message).toMatch(new RegExp(`process ${holder.pid} \\(leaser.ts\\) on ${hostname()}, since \\d{4}-`));
  expect(error.mend).toContain(join(folder, 't0.json'));
  const gone = ended(holder);
  holder.kill('SIGKILL');
  await gone;
  createLeases(folder).acquire('t0').release();
  expect(readdirSync(folder)).toEqual([]);
});

test('of many processes that follow a dead one at once, one gets the thread', { timeout: 60_000 }, async () => {
  const folder = join(newHome(), 'leases');
  const rounds = 60;
  const dead = start(folder, 'hold', '0', String(rounds));
  await firstLine(dead);
  const gone = ended(dead);
  dead.kill('SIGKILL');
  await gone;
  const from = String(Date.now() + 1500);
  const racers = Array.from({ length: 5 }, () => start(folder, 'race', from, String(rounds)));
  const won = (await Promise.all(racers.map(firstLine))).flatMap((text) => JSON.parse(text) as number[]);
  expect(won.sort((a, b) => a - b)).toEqual(Array.from({ length: rounds }, (_, round) => round));
  expect(readdirSync(folder)).toHaveLength(rounds);
});

const holder = (more: object) =>
  JSON.stringify({
    pid: process.pid,
    started: null,
    host: hostname(),
    program: 'p',
    since: 's',
    token: 'tok',
    ...more,
  });
const withFile = (content: string) => {
  const folder = join(newHome(), 'leases');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.json'), content);
  return folder;
};

test('a process that only has the pid of the holder does not hold it', () => {
  const folder = withFile(holder({ started: 'another boot/1' }));
  createLeases(folder).acquire('a');
  expect(readFileSync(join(folder, 'a.json'), 'utf8')).not.toContain('another boot');
});

test('a successor that died on the way is followed too', () => {
  const folder = withFile(holder({ started: 'old/1' }));
  writeFileSync(join(folder, 'a.after-tok'), holder({ started: 'old/2', token: 'second' }));
  createLeases(folder).acquire('a');
  expect(readdirSync(folder)).toEqual(['a.json']);
});

test('a successor that is alive keeps others away, though its lease is not yet in place', async () => {
  const folder = withFile(holder({ started: 'old/1' }));
  writeFileSync(join(folder, 'a.after-tok'), holder({ token: 'second' }));
  expect((await thrown(() => createLeases(folder).acquire('a'))).code).toBe('thread_locked');
});

test('whether a process of another machine lives is not known: its lease stays', async () => {
  const folder = withFile(holder({ host: 'elsewhere', pid: 1 }));
  const error = await thrown(() => createLeases(folder).acquire('a'));
  expect(error.message).toContain('elsewhere');
});

test('a lease that cannot be understood is nobody’s', () => {
  for (const content of ['', '{', '[]', 'null', '{"pid":"1"}', holder({ token: '../../x', started: 'o' })]) {
    const folder = withFile(content);
    createLeases(folder).acquire('a');
    expect(readdirSync(folder)).toEqual(['a.json']);
  }
});

test('a lease that was removed is put back; one that another process took is lost', async () => {
  const folder = join(newHome(), 'leases');
  const lease = createLeases(folder).acquire('a');
  rmSync(folder, { recursive: true });
  lease.verify();
  expect(readdirSync(folder)).toEqual(['a.json']);
  lease.verify();
  rmSync(folder, { recursive: true });
  createLeases(folder).acquire('a');
  expect((await thrown(() => lease.verify())).code).toBe('thread_lease_lost');
  lease.release();
  expect(readdirSync(folder)).toEqual(['a.json']);
});

test('any id makes one file in the folder', () => {
  const folder = join(newHome(), 'leases');
  createLeases(folder).acquire('../..//x y');
  expect(readdirSync(folder)).toHaveLength(1);
});
