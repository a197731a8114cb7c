import type { CommandAction } from '@tenon/protocol';
import { quoteWords } from '@tenon/thread-store';
import { type PlainCommand, parsePlainScript } from './shell-script.ts';

/** Paths are those of the environment, always with slashes. */
interface Place {
  readonly cwd: string;
  readonly home: string;
}

/**
 * What a client shows of a script: the files it reads, lists or searches. A script that does anything else, or is more than
 * plain commands, is one `unknown` with the whole script.
 */
export function commandActionsOf(script: string, place: Place): CommandAction[] {
  const unknown: CommandAction[] = [{ type: 'unknown', command: script }];
  const commands = parsePlainScript(script);
  if (!commands) return unknown;
  const actions: CommandAction[] = [];
  let { cwd } = place;
  for (const command of commands) {
    if (command.joinedBy === '|' && isFilter(command.words)) continue;
    const folder = changedFolder(command, commands);
    if (folder !== undefined) {
      cwd = resolvePath({ ...place, cwd }, folder);
      continue;
    }
    const action = actionOf(command.words, { ...place, cwd });
    if (!action) return unknown;
    actions.push(action);
  }
  return actions.length > 0 ? actions : unknown;
}

/** The folder that the commands after this one run in. */
function changedFolder({ words }: PlainCommand, commands: readonly PlainCommand[]): string | undefined {
  const alone = commands.length === 1 || commands.some(({ joinedBy }) => joinedBy === '||');
  return words[0] === 'cd' && words.length === 2 && !alone ? words[1] : undefined;
}

/** Programs that only shape what comes through the pipe, when they are given no file. */
const FILTERS = new Set(['head', 'tail', 'wc', 'sort', 'uniq', 'tr', 'cut', 'column', 'nl', 'cat', 'less', 'more']);

function isFilter(words: readonly string[]): boolean {
  const [program = '', ...args] = words;
  if (doesMore(program, args)) return false;
  if (program === 'sed') return args.length === 2 && args[0] === '-n';
  if (program === 'tr' || program === 'cut') return true;
  return FILTERS.has(program) && operandsOf(args, VALUE_FLAGS[program]).length === 0;
}

/** Options with which a program that looks writes a file or runs another program, however they are abbreviated. */
const DOES_MORE: Readonly<Record<string, RegExp>> = {
  bat: /^--pager/,
  fd: /^(?:-[A-Za-z0-9]*[xX]|--exec)/,
  git: /^(?:-[A-Za-z]*O|--op)/,
  less: /^(?:-[A-Za-z]*[oO]|--(?:log|LOG))/,
  rg: /^--(?:pre(?:=|$)|hostname-bin)/,
  sort: /^(?:-[A-Za-z]*o|--(?:o|co))/,
  tree: /^-[A-Za-z]*o/,
};

const doesMore = (program: string, args: readonly string[]): boolean => {
  const options = DOES_MORE[program];
  return options !== undefined && args.some((arg) => options.test(arg));
};

/** Where a program of that name is the one that everybody means. */
const SYSTEM_FOLDER = /^\/(?:usr\/(?:local\/)?)?s?bin\/$/;

/** Flags that take the next word, which is then no operand. */
const VALUE_FLAGS: Readonly<Record<string, readonly string[]>> = {
  ls: ['-I', '-w', '-T', '--ignore', '--hide'],
  tree: ['-L', '-P', '-I', '--filelimit', '-o'],
  du: ['-d', '--max-depth', '-t', '-B', '--exclude'],
  fd: ['-e', '-t', '-d', '-E', '--extension', '--type', '--max-depth', '--exclude'],
  head: ['-n', '-c', '--lines', '--bytes'],
  tail: ['-n', '-c', '--lines', '--bytes'],
  nl: ['-b', '-s', '-w', '-v', '-i'],
  sort: ['-k', '-t', '-S'],
  bat: ['-l', '-r', '--language', '--line-range', '--style', '--theme', '--color', '--paging'],
  grep: ['-A', '-B', '-C', '-m', '-D', '-d', '--include', '--exclude', '--exclude-dir', '--color', '--max-count'],
  rg: [
    '-A',
    '-B',
    '-C',
    '-m',
    '-g',
    '-t',
    '-T',
    '-j',
    '-M',
    '-d',
    '-r',
    '--glob',
    '--type',
    '--max-count',
    '--sort',
  ].concat(['--max-depth', '--context', '--color', '--iglob', '--max-columns']),
};

function actionOf(words: readonly string[], place: Place): CommandAction | undefined {
  const [name = '', ...args] = words;
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const program = name.slice(folder.length);
  if ((folder && !SYSTEM_FOLDER.test(folder)) || doesMore(program, args)) return undefined;
  const command = quoteWords(words);
  const operands = operandsOf(args, VALUE_FLAGS[program]);
  switch (program) {
    case 'ls':
    case 'tree':
    case 'du':
      return { type: 'listFiles', command, path: operands[0] ?? null };
    case 'find':
      return findAction(args, command);
    case 'fd': {
      const [query, path = null] = operands;
      return query === undefined ? { type: 'listFiles', command, path } : { type: 'search', command, query, path };
    }
    case 'git':
      return gitAction(args, command);
    case 'rg':
      if (args.includes('--files')) return { type: 'listFiles', command, path: operands[0] ?? null };
      return searchAction(args, command, VALUE_FLAGS.rg);
    case 'grep':
    case 'egrep':
    case 'fgrep':
      return searchAction(args, command, VALUE_FLAGS.grep);
    case 'cat':
    case 'bat':
    case 'less':
    case 'more':
    case 'nl':
    case 'head':
    case 'tail':
      return operands.length === 1 ? readAction(operands[0], command, place) : undefined;
    case 'sed': {
      const [flag, lines = '', path] = args;
      const prints = args.length === 3 && flag === '-n' && /^\d+(?:,\d+)?p$/.test(lines);
      return prints ? readAction(path, command, place) : undefined;
    }
    default:
      return undefined;
  }
}

function readAction(path: string | undefined, command: string, place: Place): CommandAction | undefined {
  if (!path || path === '-' || /[*?[]/.test(path)) return undefined;
  const absolute = resolvePath(place, path);
  return { type: 'read', command, name: absolute.slice(absolute.lastIndexOf('/') + 1), path: absolute };
}

function searchAction(args: readonly string[], command: string, valueFlags: readonly string[] = []): CommandAction {
  const flag = args.findIndex((arg) => arg === '-e' || arg === '--regexp');
  const operands = operandsOf(args, [...valueFlags, '-e', '--regexp', '-f', '--file']);
  const query = flag === -1 ? operands.shift() : args[flag + 1];
  return { type: 'search', command, query: query ?? null, path: operands[0] ?? null };
}

function gitAction(args: readonly string[], command: string): CommandAction | undefined {
  const [verb, ...rest] = args;
  if (verb === 'ls-files') return { type: 'listFiles', command, path: operandsOf(rest)[0] ?? null };
  return verb === 'grep' ? searchAction(rest, command, VALUE_FLAGS.grep) : undefined;
}

/** Tests and actions of `find` that only look. The ones with a value are followed by it. */
const FIND_NAMES = ['-name', '-iname', '-path', '-ipath', '-regex', '-iregex', '-wholename'];
const FIND_CHANGES = /^-(?:exec|execdir|ok|okdir|delete|fls|fprint.*)$/;

function findAction(args: readonly string[], command: string): CommandAction | undefined {
  if (args.some((arg) => FIND_CHANGES.test(arg))) return undefined;
  const path = args[0] !== undefined && !/^[-(!]/.test(args[0]) ? args[0] : null;
  const name = args.findIndex((arg) => FIND_NAMES.includes(arg));
  if (name === -1) return { type: 'listFiles', command, path };
  return { type: 'search', command, query: args[name + 1] ?? null, path };
}

function operandsOf(args: readonly string[], valueFlags: readonly string[] = []): string[] {
  const operands: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '--') return [...operands, ...args.slice(index + 1)];
    if (valueFlags.includes(arg)) index++;
    else if (!arg.startsWith('-') || arg === '-') operands.push(arg);
  }
  return operands;
}

function resolvePath({ cwd, home }: Place, path: string): string {
  const { posix } = process.getBuiltinModule('node:path');
  return path === '~' || path.startsWith('~/') ? posix.join(home, path.slice(1)) : posix.resolve(cwd, path);
}
