import { expect, test } from 'vitest';
import { optionsOf } from '../options.ts';

test('defaults, and those of a quick run', () => {
  expect(optionsOf([])).toMatchObject({ servers: [], runs: undefined, quick: false, name: 'run', calm: 5 });
  expect(optionsOf(['--quick'])).toMatchObject({ runs: 1, quick: true, name: undefined, calm: 0 });
  expect(optionsOf(['--help'])).toBe('help');
});

test('the peer has a folder, a huge thread is asked for, and threads are counted', () => {
  const plain = optionsOf([]);
  if (plain === 'help') throw new Error('no options');
  expect(plain.peer).toBeUndefined();
  expect(plain.only).not.toContain('huge-thread');
  expect(optionsOf(['--peer'])).toMatchObject({ peer: expect.stringMatching(/node_modules\/\.cache\/codex-0\.128$/) });
  expect(optionsOf(['--peer-cache', '/var/tmp/peer', '--huge', '--threads', '500'])).toMatchObject({
    peer: '/var/tmp/peer',
    only: [...plain.only, 'huge-thread'],
    threads: 500,
  });
});

test('a server is a name and a command of words', () => {
  expect(optionsOf(['--server', `peer='/a b/peer' app-server "x y"`])).toMatchObject({
    servers: [{ name: 'peer', command: ['/a b/peer', 'app-server', 'x y'] }],
  });
});

test.each([
  [['--only', 'cold,nope'], '--only nope'],
  [['--runs', '0'], '--runs 0'],
  [['--calm', 'x'], '--calm x'],
  [['--threads', '49'], '--threads 49'],
  [['--server', 'noname'], '--server noname'],
  [['--server', 'tenon=x'], '--server tenon=x'],
])('%j is refused', (args, message) => {
  expect(() => optionsOf(args)).toThrow(message);
});
