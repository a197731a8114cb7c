import { gitInner } from './git-programs.ts';
import type { Part, Surroundings } from './part.ts';
import { shellInner } from './shells.ts';
import { isSystemProgram } from './system-program.ts';
import { type Inner, NOTHING, pipedInto, type Unwrapped } from './unwrapped.ts';
import { programName, unknownWord, type Word } from './word.ts';
import { isInterpreter, SHELLS, WRAPPERS, type Wrapper } from './wrappers.ts';

/** What `words` would run within. A program of a known name that is not the system's may do anything besides. */
export function unwrap(words: readonly Word[], around: Surroundings): Unwrapped {
  const found = unwrapped(words, around);
  return isSystemProgram(words[0]?.text ?? '') ? found : { ...found, neutral: false };
}

function unwrapped(words: readonly Word[], around: Surroundings): Unwrapped {
  const program = programName(words[0]);
  if (program === undefined) return NOTHING;
  if (SHELLS.has(program)) return shellInner(words, around);
  if (program === 'eval' || program === 'trap') return evaluated(words, program);
  if (program === 'find' || program === 'fd' || program === 'fdfind') return { ...NOTHING, inner: executed(words) };
  if (program === 'git') return { ...NOTHING, inner: gitInner(words) };
  if (isInterpreter(program))
    return around.piped && words.length === 1 ? { ...NOTHING, parts: [pipedInto(program)] } : NOTHING;
  const wrapper = Object.hasOwn(WRAPPERS, program) ? WRAPPERS[program] : undefined;
  return wrapper ? wrapped(words, program, wrapper) : NOTHING;
}

/** `eval` joins its words; of `trap` the first is what runs. */
function evaluated(words: readonly Word[], program: string): Unwrapped {
  const args = words.slice(1).filter((one) => one.text !== '--');
  const parts = program === 'eval' ? args : args.slice(0, 1);
  if (parts.some((one) => one.text === undefined || one.glob)) {
    return { ...NOTHING, parts: [{ kind: 'guess', words: parts, source: program }] };
  }
  return { inner: [{ kind: 'script', script: parts.map((one) => one.text).join(' ') }], parts: [], neutral: true };
}

/** The commands of `find -exec` and `fd --exec`. */
function executed(words: readonly Word[]): Inner[] {
  const found: Inner[] = [];
  for (const [at, word] of words.entries()) {
    if (!/^(?:-(?:exec|ok)(?:dir)?|-[xX]|--exec(?:-batch)?)$/.test(word.text ?? '')) continue;
    const rest = words.slice(at + 1);
    const end = rest.findIndex((one) => one.text === ';' || one.text === '+');
    const inner = (end < 0 ? rest : rest.slice(0, end)).map((one) =>
      one.text?.includes('{}') ? unknownWord(false) : one,
    );
    if (inner.length > 0) found.push({ kind: 'words', words: inner, at: at + 1 });
  }
  return found;
}

function wrapped(words: readonly Word[], program: string, wrapper: Wrapper): Unwrapped {
  const parts: Part[] = [];
  const inner: Inner[] = [];
  let neutral = wrapper.neutral ?? false;
  let at = 1;
  for (; at < words.length; at += 1) {
    const text = words[at]?.text;
    if (text === '--') {
      at += 1;
      break;
    }
    if (text === undefined || !text.startsWith('-') || text === '-') break;
    const option = readOption(text, wrapper);
    if (option.asks) return { ...NOTHING, neutral: true, parts: [] };
    neutral &&= option.neutral;
    if (option.script !== undefined) {
      const value = option.script === '' ? words[++at]?.text : option.script;
      if (value !== undefined) inner.push({ kind: 'script', script: value });
      else neutral = false;
    } else if (option.takesNext) at += 1;
  }
  for (; wrapper.assignments && at < words.length; at += 1) {
    const name = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(words[at]?.start ?? '')?.[1];
    if (name === undefined) break;
    parts.push({ kind: 'assignment', name, exported: true, source: words[at]?.text ?? name });
  }
  inner.push(...laterScripts(words.slice(at), wrapper));
  at += wrapper.operands ?? 0;
  const rest = words.slice(at);
  if (rest.length > 0) inner.push({ kind: 'words', words: wrapper.adds ? [...rest, unknownWord(true)] : rest, at });
  // Where its options are not known, the command may begin at any word.
  if (!neutral) parts.push({ kind: 'guess', words: words.slice(1), source: program });
  return { inner, parts, neutral: neutral && inner.length > 0 };
}

/** `su bob -c '…'`: the script may follow the operands. */
function laterScripts(words: readonly Word[], { scripts = [], operands = 0 }: Wrapper): Inner[] {
  if (operands === 0) return [];
  return words.flatMap(({ text }, at) => {
    const option = scripts.find((one) => text === `-${one}` || text === `--${one}`);
    const script = option === undefined ? undefined : words[at + 1]?.text;
    return script === undefined ? [] : [{ kind: 'script', script }];
  });
}

interface OptionRead {
  readonly neutral: boolean;
  readonly takesNext: boolean;
  readonly asks: boolean;
  readonly script: string | undefined;
}

function readOption(text: string, wrapper: Wrapper): OptionRead {
  const plain: OptionRead = { neutral: true, takesNext: false, asks: false, script: undefined };
  if (text.startsWith('--')) {
    const [name = '', value] = text.slice(2).split(/=(.*)/s);
    if (wrapper.scripts?.includes(name)) return { ...plain, script: value ?? '' };
    if (wrapper.valuedLong?.includes(name)) return { ...plain, takesNext: value === undefined };
    return { ...plain, neutral: false };
  }
  for (let at = 1; at < text.length; at += 1) {
    const letter = text[at] as string;
    if (wrapper.asks?.includes(letter)) return { ...plain, asks: true };
    if (wrapper.scripts?.includes(letter)) return { ...plain, script: text.slice(at + 1) };
    if (wrapper.valued?.includes(letter)) return { ...plain, takesNext: at === text.length - 1 };
    if (!wrapper.flags?.includes(letter)) return { ...plain, neutral: false };
  }
  return plain;
}
