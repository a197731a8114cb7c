import { splitCommands } from './shell-commands.ts';

/** Run what follows them. */
const WRAPPERS = new Set(
  'builtin busybox chroot command doas env exec find ionice nice nohup parallel setsid stdbuf strace sudo time timeout watch xargs'.split(
    ' ',
  ),
);
/** Run a script that is one of their arguments. */
const INTERPRETERS = new Set('ash bash dash eval ksh sh ssh su trap zsh'.split(' '));
/** Stand in front of a command. */
const LEADING = /^(?:!|if|then|elif|else|while|until|do|coproc|\w+=.*)$/s;

/**
 * Whether a script removes files with force: `rm -f` in any spelling and place, behind `sudo` and its like, in loops,
 * substitutions and scripts within the script. It is a net against accidents: a script that hides its words passes.
 */
export function isDangerous(script: string): boolean {
  return splitCommands(script).some((words) => isDangerousCommand(words));
}

function isDangerousCommand(words: readonly string[]): boolean {
  const start = words.findIndex((word) => !LEADING.test(word));
  if (start === -1) return false;
  const [program = '', ...args] = words.slice(start);
  const name = baseName(program);
  if (name === 'rm') return isForced(args);
  if (INTERPRETERS.has(name)) return args.some((arg) => isDangerous(arg));
  if (!WRAPPERS.has(name)) return false;
  return args.some((arg, index) => {
    const inner = baseName(arg);
    return inner === 'rm'
      ? isForced(args.slice(index + 1))
      : INTERPRETERS.has(inner) && isDangerousCommand(args.slice(index));
  });
}

function isForced(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args
    .slice(0, end === -1 ? args.length : end)
    .some((arg) => /^(?:-[A-Za-z]*f[A-Za-z]*|--f(?:orce|orc|or|o)?)$/.test(arg));
}

const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1);
