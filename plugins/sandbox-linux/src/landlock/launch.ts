import type { SpawnRequest } from '@tenon/plugin-api/environment';
import type { LandlockCalls } from './calls.ts';
import { HELPER } from './perl-program.ts';
import type { Rule } from './plan.ts';

/** Bind and connect of TCP, as in linux/landlock.h: withheld where there is no network. */
const TCP = 0b11;

/** The whole command line. */
export function landlockArguments(
  perl: string,
  calls: LandlockCalls,
  options: {
    readonly filter: Uint8Array;
    readonly network: boolean;
    readonly maxProcesses: number;
    /** Made for the command, and removed after it. */
    readonly privateFolder: string | undefined;
    readonly rules: readonly Rule[];
    readonly command: Pick<SpawnRequest, 'argv'>;
  },
): readonly string[] {
  const { filter, network, maxProcesses, privateFolder, rules, command } = options;
  const groups = Map.groupBy(rules, ({ rights }) => rights);
  return [
    perl,
    '-e',
    HELPER,
    '--',
    calls.helper.join(','),
    Object.entries(calls.answered)
      .map(([name, number]) => `${name}=${number}`)
      .join(','),
    Buffer.from(filter).toString('hex'),
    String(network ? 0 : TCP),
    String(maxProcesses),
    privateFolder ?? '',
    String(groups.size),
    ...[...groups].flatMap(([rights, each]) => [String(rights), String(each.length), ...each.map(({ path }) => path)]),
    ...command.argv,
  ];
}
