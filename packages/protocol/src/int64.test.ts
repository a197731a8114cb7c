import { expect, test } from 'vitest';
import { CommandExecParams } from './command-exec.ts';
import { LocalShellAction } from './response-item.ts';

test('64-bit integers of clients are taken as JSON numbers carry them; fractions are not', () => {
  const command = (timeoutMs: string) =>
    CommandExecParams.safeParse(JSON.parse(`{"command":["true"],"timeoutMs":${timeoutMs}}`));
  for (const fits of ['9223372036854775807', '-9223372036854775808', '9007199254740993', '1e3', '0', '-0']) {
    expect([fits, command(fits).success]).toEqual([fits, true]);
  }
  for (const not of ['0.5', '1e400', '"1"', 'true']) expect([not, command(not).success]).toEqual([not, false]);
  const shell = (timeout: string) =>
    LocalShellAction.safeParse(JSON.parse(`{"type":"exec","command":["true"],"timeout_ms":${timeout}}`)).success;
  expect([shell('18446744073709551615'), shell('-1')]).toEqual([true, false]);
});
