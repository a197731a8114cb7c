import { expect, test } from 'vitest';
import { explainLandlock } from './explain.ts';

test.each([
  ['sandbox: landlock has version 4 of 6: ', {}, 'keeps no signals', 'Linux 6.12'],
  ['sandbox: landlock: Operation not supported', {}, 'has no Landlock', '`lsm=`'],
  ['sandbox: landlock: Operation not permitted', { '/.dockerenv': '' }, 'Docker container', 'danger-full-access'],
  ['sandbox: seccomp: Invalid argument', {}, 'no seccomp filter', 'CONFIG_SECCOMP_FILTER'],
  [
    'sandbox: opening /: Function not implemented',
    { '/proc/self/status': 'Seccomp:\t2\n' },
    'another sandbox',
    'let it be the sandbox',
  ],
  ['perl: bad interpreter', {}, 'its helper failed', 'perl-base'],
])('%s', (said, files: Readonly<Record<string, string>>, why, mend) => {
  const found = explainLandlock(said, (path) => files[path]);
  expect(found.message).toContain(why);
  expect(found.message).toContain(said);
  expect(found.mend).toContain(mend);
});
