import { symlinkSync } from 'node:fs';
import type { Access, Enforcement } from '@tenon/sandboxing';
import { temporaryFolder } from '@tenon/testing/tool';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createListings } from '../disk/listings.ts';
import type { Found } from '../disk/look.ts';
import { planRules } from './plan.ts';
import { DEVICE, LIST, OF_FILES, READ, WRITE } from './rights.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let ws: string;

beforeEach(async () => {
  folder = await temporaryFolder({ 'ws/.git/config': '', 'ws/a/b/c': '', 'ws/a/d': '', 'ws/e': '', 'ws/f/g': '' });
  ws = `${folder.path}/ws`;
});
afterEach(() => folder[Symbol.asyncDispose]());

const NOTHING: Found = { denied: [], loose: [], metadata: [] };

function rulesFor(steps: readonly (readonly [string, Access])[], found: Partial<Found> = {}) {
  const enforcement = { steps: steps.map(([path, access]) => ({ path, access })) } as unknown as Enforcement;
  return planRules(enforcement, { ...NOTHING, ...found }, createListings(), 'tenon.test');
}

/** What is given in the workspace, beyond what is given above it. */
const inWorkspace = (rules: ReturnType<typeof rulesFor>) =>
  Object.fromEntries(
    rules.filter(({ path }) => path.startsWith(ws)).map(({ path, rights }) => [path.slice(ws.length), rights]),
  );

test('what holds nothing protected is given as a whole', () => {
  expect(
    inWorkspace(
      rulesFor([
        ['/', 'read'],
        [`${ws}/a`, 'write'],
      ]),
    ),
  ).toEqual({ '/a': WRITE });
});

test('of what holds something protected each entry is given, whether it is there or not, and nothing by a link', () => {
  symlinkSync('a', `${ws}/link`);
  const file = WRITE & OF_FILES;
  expect(
    inWorkspace(
      rulesFor([
        ['/', 'read'],
        [ws, 'write'],
        [`${ws}/.git`, 'read'],
      ]),
    ),
  ).toEqual({
    '/a': WRITE,
    '/e': file,
    '/f': WRITE,
  });
  expect(
    inWorkspace(
      rulesFor([
        ['/', 'read'],
        [ws, 'write'],
        [`${ws}/a/new/.git`, 'read'],
      ]),
    ),
  ).toEqual({
    '/.git': WRITE,
    '/a/b': WRITE,
    '/a/d': file,
    '/e': file,
    '/f': WRITE,
  });
});

test('nested metadata, denied files and loose links are protected as entries are', () => {
  const found = { metadata: [`${ws}/a/.git`], denied: [`${ws}/f/g`], loose: [`${ws}/.git/x`] };
  const rules = rulesFor(
    [
      ['/', 'read'],
      [ws, 'write'],
    ],
    found,
  );
  expect(
    rules
      .filter(({ path, rights }) => path.startsWith(ws) && rights & WRITE)
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual([`${ws}/.git/config`, `${ws}/a/b`, `${ws}/a/d`, `${ws}/e`]);
});

test('names of files can be listed beside a denied file, those in a denied folder cannot', () => {
  const file = rulesFor([
    ['/', 'read'],
    [`${ws}/e`, 'none'],
  ]);
  const top = `/${ws.split('/')[1]}`;
  expect(file.find(({ path }) => path === top)?.rights).toBe(LIST);
  expect(inWorkspace(file)).toEqual({ '/.git': READ, '/a': READ, '/f': READ });
  expect(
    inWorkspace(
      rulesFor([
        ['/', 'read'],
        [`${ws}/a`, 'none'],
      ]),
    ),
  ).toEqual({
    '/.git': READ | LIST,
    '/e': READ & OF_FILES,
    '/f': READ | LIST,
  });
});

test('where nothing is readable only what is named is given; devices and the kernel are given everywhere, processes nowhere', () => {
  const rules = rulesFor([[`${ws}/a`, 'read']]);
  expect(rules.filter(({ path }) => !/^\/(dev|proc)\//.test(path))).toEqual([{ path: `${ws}/a`, rights: READ | LIST }]);
  expect(rules).toContainEqual({ path: '/dev/null', rights: DEVICE });
  expect(rules).toContainEqual({ path: '/proc/meminfo', rights: READ });
  expect(rules.filter(({ path }) => /^\/(proc(\/([0-9]+|self|kcore).*)?|dev)?$/.test(path))).toEqual([]);
});

test('a profile that writes the whole disk writes no device and nothing of the kernel', () => {
  const rules = rulesFor([
    ['/', 'write'],
    ['/proc', 'write'],
  ]);
  const writable = rules.filter(({ rights }) => (rights & WRITE) === WRITE).map(({ path }) => path);
  expect(writable).toContain('/usr');
  expect(writable.filter((path) => /^\/($|proc|dev|sys)/.test(path))).toEqual([]);
});

test('too much to be given one by one is refused', async () => {
  const files = Object.fromEntries(Array.from({ length: 5001 }, (_, index) => [`big/${index}`, '']));
  await using big = await temporaryFolder({ ...files, 'big/secret': '' });
  expect(() =>
    rulesFor([
      ['/', 'read'],
      [`${big.path}/big/secret`, 'none'],
    ]),
  ).toThrow(expect.objectContaining({ code: 'sandbox_unavailable', file: `${big.path}/big`, plugin: 'tenon.test' }));
});
