import type { Part, Surroundings } from './part.ts';
import { type Inner, pipedInto, type Unwrapped } from './unwrapped.ts';
import { programName, type Word } from './word.ts';

/** Options of shells that change nothing of what a script may do, as letters; `-o` with one of these names. */
const HARMLESS = /^[-+][aefhlux]*c?[aefhlux]*$/;
const HARMLESS_LONG: ReadonlySet<string> = new Set(['--login', '--norc', '--noprofile', '--posix', '--']);
const VALUED = /^[-+][a-zA-Z]*[oO]$/;
const VALUED_LONG: ReadonlySet<string> = new Set(['--rcfile', '--init-file']);

/** What `bash -c`, `sh` with a here-document, or a shell at the end of a pipe runs. */
export function shellInner(words: readonly Word[], around: Surroundings): Unwrapped {
  const program = programName(words[0]) ?? '';
  let [command, neutral, at] = [false, true, 1];
  for (; at < words.length; at += 1) {
    const text = words[at]?.text;
    if (text === undefined || !/^[-+]./.test(text)) break;
    if (VALUED.test(text) || VALUED_LONG.has(text)) {
      const value = words[at + 1]?.text;
      neutral &&= /^-[aefhlux]*o$/.test(text) && (value === 'pipefail' || value === 'errexit' || value === 'nounset');
      at += 1;
    } else neutral &&= HARMLESS.test(text) || HARMLESS_LONG.has(text);
    if (/^-[a-zA-Z]*c/.test(text)) command = true;
    if (text === '--') {
      at += 1;
      break;
    }
  }
  const operand = words[at];
  if (command) return fromText(operand, neutral);
  if (operand && operand.text !== '-' && operand.text !== '/dev/stdin') return { inner: [], parts: [], neutral: false };
  const inner = around.input.map((script): Inner => ({ kind: 'script', script }));
  const parts: Part[] = around.piped ? [pipedInto(program)] : [];
  return { inner, parts, neutral: neutral && inner.length > 0 && !around.piped };
}

function fromText(operand: Word | undefined, neutral: boolean): Unwrapped {
  const { text } = operand ?? {};
  if (text === undefined || operand?.glob) return { inner: [], parts: [], neutral: false };
  return { inner: [{ kind: 'script', script: text }], parts: [], neutral };
}
