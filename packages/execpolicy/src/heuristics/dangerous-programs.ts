import { readGit } from '../commands/git-command.ts';
import { Options } from '../commands/options.ts';
import type { Word } from '../commands/word.ts';

/** A form of a program that destroys or runs what nobody sees. */
export interface DangerousForm {
  readonly reason: string;
  /** Arguments of that form, for saying what a rule would let through. */
  readonly example: readonly string[];
  readonly test: (options: Options, args: readonly Word[]) => boolean;
}

const form = (reason: string, example: string, test: DangerousForm['test']): DangerousForm => ({
  reason,
  example: example === '' ? [] : example.split(' '),
  test,
});
const always = (reason: string, example = ''): DangerousForm => form(reason, example, () => true);
const has = (args: readonly Word[], pattern: RegExp): boolean => args.some((one) => pattern.test(one.start));

const recursiveOwner = form(
  'changes a whole tree',
  '-R 777 /',
  (options) => options.short('R') || options.long('recursive'),
);
const stops = always('stops the machine');

/** By program name. The git forms are in `GIT_FORMS`. */
export const DANGEROUS_PROGRAMS: Readonly<Record<string, readonly DangerousForm[]>> = {
  rm: [
    form(
      'removes by force or with all below',
      '-rf /',
      (options) => options.short('frR') || options.long('force', 'recursive'),
    ),
  ],
  shred: [always('destroys files')],
  wipefs: [always('destroys file systems')],
  mkfs: [always('makes a file system over what is there')],
  fdisk: [always('changes partitions')],
  parted: [always('changes partitions')],
  dd: [form('writes to a device or file', 'of=/dev/sda', (_, args) => has(args, /^of=/))],
  truncate: [form('empties files', '-s 0 x', (options) => options.short('s') || options.long('size'))],
  chmod: [recursiveOwner],
  chown: [recursiveOwner],
  chgrp: [recursiveOwner],
  find: [form('removes files', '. -delete', (_, args) => has(args, /^-delete$/))],
  sed: [
    form(
      'runs a program',
      '1e',
      (_, args) =>
        has(args, /(?:^|[;{}\n\d$/!])\s*e(?:\s|$|;|})/) ||
        has(args, /^(?:-[nErsz]*e?|--expression=)?s(.)(?:.*)\1(?:.*)\1[gipmIM\d]*e/s),
    ),
  ],
  kill: [form('ends every process', '-9 -1', (_, args) => args.slice(1).some((one) => one.text === '-1'))],
  shutdown: [stops],
  reboot: [stops],
  halt: [stops],
  poweroff: [stops],
  crontab: [form('removes every scheduled job', '-r', (options) => options.short('r'))],
};

/** Configuration that names a program for git to run. */
const GIT_PROGRAM_KEYS =
  /^(?:alias\..*=!|core\.(?:fsmonitor|sshcommand|pager|editor|askpass|hookspath|gitproxy|alternaterefscommand)|(?:sequence|gui)\.editor|pager\.|diff\..*\.(?:command|textconv)|diff\.external|difftool\.|mergetool\.|merge\..*\.driver|filter\.|credential\.|gpg\.|remote\..*\.(?:uploadpack|receivepack|vcs)|uploadpack\.|protocol\.|include|trailer\.|browser\.|man\.|web\.|submodule\..*\.update|interactive\.difffilter|url\.|init\.templatedir|ssh\.)/i;

const gitForm = (subcommand: string, reason: string, example: string, test: DangerousForm['test']): DangerousForm =>
  form(reason, `${subcommand} ${example}`.trim(), (_, args) => {
    const git = readGit([{ text: 'git', start: 'git', splits: false, glob: false }, ...args]);
    return git.subcommand === subcommand && test(new Options(git.args), git.args);
  });

export const GIT_FORMS: readonly DangerousForm[] = [
  form('has git run a program', '-c core.pager=x log', (_, args) => {
    const { config, global } = readGit([{ text: 'git', start: 'git', splits: false, glob: false }, ...args]);
    return config.some((one) => GIT_PROGRAM_KEYS.test(one)) || global.some((one) => one.startsWith('--exec-path='));
  }),
  form('has git run a program', 'clone ext::x', (_, args) => has(args, /^ext::/)),
  gitForm('reset', 'throws away changes', '--hard', (options) => options.long('hard')),
  gitForm('clean', 'removes files', '-fdx', (options) => options.short('f') || options.long('force')),
  gitForm(
    'checkout',
    'throws away changes',
    '-f',
    (options, args) => options.short('f') || options.long('force') || args.some((one) => one.text === '--'),
  ),
  gitForm(
    'switch',
    'throws away changes',
    '-f',
    (options) => options.short('f') || options.long('force', 'discard-changes'),
  ),
  gitForm(
    'push',
    'rewrites or removes what others see',
    '--force',
    (options) =>
      options.short('fd') ||
      options.long('force', 'force-with-lease', 'mirror', 'delete', 'prune') ||
      options.operands.some((one) => /^[+:]/.test(one.start)),
  ),
  gitForm(
    'branch',
    'removes a branch that is not merged',
    '-D x',
    (options) => options.short('D') || (options.short('d') && options.short('f')),
  ),
  gitForm(
    'stash',
    'throws away changes',
    'clear',
    (options) => options.operands[0]?.text === 'drop' || options.operands[0]?.text === 'clear',
  ),
  gitForm('filter-branch', 'rewrites history', '', () => true),
  gitForm(
    'reflog',
    'throws away history',
    'expire',
    (options) => options.operands[0]?.text === 'expire' || options.operands[0]?.text === 'delete',
  ),
  gitForm('update-ref', 'removes a reference', '-d x', (options) => options.short('d')),
];
