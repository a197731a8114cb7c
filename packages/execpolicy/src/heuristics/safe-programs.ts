import { readGit } from '../commands/git-command.ts';
import type { Word } from '../commands/word.ts';

/** Safe whatever their arguments: they read files or say something about the system, and start no program. */
const ANY_ARGUMENTS =
  'cat cd cut echo expr false grep head id ls nl paste pwd rev seq stat tail tr true wc which whoami uname numfmt tac test : [';

/** Whether the arguments keep a program safe. Every word's text is known. */
type Test = (args: readonly string[], words: readonly Word[]) => boolean;

export const always: Test = () => true;

/** None of the arguments is one of these, nor begins with one that ends in `=` or `*`. */
const without =
  (...forms: readonly string[]): Test =>
  (args) =>
    !args.some((arg) => forms.some((form) => (form.endsWith('*') ? arg.startsWith(form.slice(0, -1)) : arg === form)));

const GIT_BRANCH_LISTS =
  /^(?:-[arvl]+|--(?:list|all|remotes|verbose|show-current|no-color|no-column|merged|no-merged|contains|ignore-case)|--(?:sort|format|points-at|contains|merged|color|abbrev)=.*)$/;

const GIT: Readonly<Record<string, Test>> = {
  status: always,
  log: readsOnly,
  diff: readsOnly,
  show: readsOnly,
  branch: (args) => args.every((arg) => GIT_BRANCH_LISTS.test(arg)),
};

/** Git takes options in shortened form: `--outp=x` writes too. */
function readsOnly(args: readonly string[]): boolean {
  return !args.some((arg) => arg.startsWith('--o') || arg.startsWith('--ext') || arg.startsWith('--textc'));
}

export const SAFE_PROGRAMS: Readonly<Record<string, Test>> = {
  ...Object.fromEntries(ANY_ARGUMENTS.split(' ').map((name) => [name, always])),
  // `uniq IN OUT` writes OUT.
  uniq: (args) => args.filter((arg) => !arg.startsWith('-')).length <= 1 && !args.includes('--') && !args.includes('-'),
  base64: without('-o*', '--o*', '-D*o*'),
  find: without('-exec*', '-ok*', '-delete', '-fls', '-fprint*', '-files0-from'),
  rg: (args) =>
    without('--pre*', '--hostname-bin*', '--search-zip')(args, []) && !args.some((arg) => /^-[^-]*z/.test(arg)),
  sed: ([quiet, print, ...files]) =>
    quiet === '-n' && /^\d+(?:,\d+)?p$/.test(print ?? '') && files.length <= 1 && !files[0]?.startsWith('-'),
  git(_, words) {
    const { config, global, subcommand = '', args } = readGit(words);
    if (config.length > 0 || global.some((one) => one !== '--no-pager')) return false;
    const test = Object.hasOwn(GIT, subcommand) ? GIT[subcommand] : undefined;
    return (
      test?.(
        args.map((one) => one.text ?? ''),
        args,
      ) ?? false
    );
  },
};

/** Variables that no program takes for something to run or to load. */
export const HARMLESS_VARIABLES: ReadonlySet<string> = new Set([
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'CI',
  'NO_COLOR',
  'FORCE_COLOR',
  'COLUMNS',
  'LINES',
  'TERM',
  'RUST_BACKTRACE',
]);
