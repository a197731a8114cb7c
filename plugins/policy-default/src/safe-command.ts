import type { ToolAction } from '@tenon/plugin-api/tool';
import { READ_ONLY_PROGRAMS, SHELLS } from './read-only-programs.ts';

type CommandAction = Extract<ToolAction, { type: 'command' }>;

/** Words of these characters mean only themselves to every shell. */
const PLAIN_SCRIPT = /^[A-Za-z0-9_./,:=@%+\- ]+$/;

/** Whether a command surely only reads: one plain command of a short list, without anything a shell would interpret. */
export function isTriviallySafe({ argv, script }: CommandAction): boolean {
  const [shell = '', flag = ''] = argv;
  if (!SHELLS.has(shell) || !['-c', '-lc'].includes(flag) || argv.length !== 3 || argv[2] !== script) return false;
  if (!PLAIN_SCRIPT.test(script)) return false;
  const [first = '', ...args] = script.split(' ').filter((word) => word !== '');
  const program = first.replace(/^\/(?:usr\/)?bin\//, '');
  const unsafe = READ_ONLY_PROGRAMS.get(program);
  return unsafe !== undefined && !unsafe(args);
}
