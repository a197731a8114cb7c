import { expect, test } from 'vitest';
import { writeFault } from './fault.ts';

test('want of space, a quota and a limit of file sizes are a full store; other faults of the system are a failed one', () => {
  const codeOf = (code: string) => writeFault('/f', Object.assign(new Error(code), { code, syscall: 'write' }));
  for (const code of ['ENOSPC', 'EDQUOT', 'EFBIG'])
    expect(codeOf(code)).toMatchObject({
      code: 'thread_store_full',
      file: '/f',
      mend: expect.stringContaining('space'),
    });
  for (const code of ['EROFS', 'EACCES', 'EIO', 'EMFILE'])
    expect(codeOf(code)).toMatchObject({ code: 'thread_store_failed', file: '/f', mend: expect.any(String) });
});
