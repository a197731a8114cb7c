import { Options } from '../commands/options.ts';
import type { Part } from '../commands/part.ts';
import { isSystemProgram } from '../commands/system-program.ts';
import { programName, type Word } from '../commands/word.ts';
import { DANGEROUS_PROGRAMS, type DangerousForm, GIT_FORMS } from './dangerous-programs.ts';
import { always, HARMLESS_VARIABLES, SAFE_PROGRAMS } from './safe-programs.ts';
import { dangerous, safe, unknown, type Verdict } from './verdict.ts';

/** The forms of a program that destroy, by its bare name. `mkfs.ext4` is `mkfs`. */
export function dangerousForms(program: string): readonly DangerousForm[] {
  if (program === 'git') return GIT_FORMS;
  const name = program.startsWith('mkfs.') ? 'mkfs' : program;
  return Object.hasOwn(DANGEROUS_PROGRAMS, name) ? (DANGEROUS_PROGRAMS[name] ?? []) : [];
}

/** Judges a command that no rule names. What it runs within is judged apart. */
export function judgeCommand(words: readonly Word[]): Verdict {
  const program = programName(words[0]);
  if (program === undefined) return unknown('its program is known only once it runs');
  const args = words.slice(1);
  const forms = dangerousForms(program);
  const found = forms.length > 0 ? forms.find((one) => one.test(new Options(args), args)) : undefined;
  if (found) return dangerous(`\`${program}\` ${found.reason}`);
  return isSafe(words, program) ? safe(`\`${program}\` only reads`) : unknown(`\`${program}\` is on no list`);
}

function isSafe(words: readonly Word[], program: string): boolean {
  const test = Object.hasOwn(SAFE_PROGRAMS, program) ? SAFE_PROGRAMS[program] : undefined;
  if (!test || !isSystemProgram(words[0]?.text ?? '')) return false;
  const args = words.slice(1);
  // File names from a pattern that does not begin with text may begin with `-`.
  if (args.some((one) => one.text === undefined || (one.glob && test !== always && /^(?:-|[*?[@!+])/.test(one.start))))
    return false;
  return test(
    args.map((one) => one.text ?? ''),
    words,
  );
}

/** Judges what a script does besides running commands. */
export function judgePart(part: Exclude<Part, { kind: 'command' | 'script' | 'guess' }>): Verdict {
  if (part.kind === 'unclear') return part.dangerous ? dangerous(part.reason) : unknown(part.reason);
  if (part.kind === 'assignment') return judgeAssignment(part.name, part.exported);
  const { text } = part.target;
  if (part.kind === 'read') return unknown('reads from what is no file for sure');
  if (text === '/dev/null' || text === '/dev/stdout' || text === '/dev/stderr') return safe('writes no file');
  if (text?.startsWith('/dev/') && !/^\/dev\/(?:fd\/|shm\/|tty$)/.test(text)) return dangerous('writes to a device');
  return unknown('writes a file');
}

function judgeAssignment(name: string, exported: boolean): Verdict {
  if (HARMLESS_VARIABLES.has(name)) return safe(`\`${name}\` changes no program`);
  // Names like these are no environment variables: setting one is seen by the script only.
  if (!exported && /^[a-z][a-z0-9]{0,15}$/.test(name)) return safe(`\`${name}\` is a variable of the script`);
  return unknown(`\`${name}\` may change what programs do`);
}
