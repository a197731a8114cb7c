import { known, unknownWord, type Word } from '../commands/word.ts';
import type { SyntaxNode } from './grammar.ts';
import { ansiC } from './quoting.ts';

/** A word of more pieces is not put together. */
const PIECES = 200;

/** What a word of the tree becomes. Whatever is not sure to be literal is unknown. */
export function readWord(node: SyntaxNode): Word {
  switch (node.type) {
    case 'command_name': {
      const [only, ...more] = node.children;
      return only && more.length === 0 ? readWord(only) : unknownWord(true);
    }
    case 'word':
    case 'number':
      return node.childCount === 0 ? bare(node.text) : unknownWord(true);
    case 'raw_string':
      return known(node.text.slice(1, -1));
    case 'ansi_c_string': {
      const text = ansiC(node.text.slice(2, -1));
      return text === undefined ? unknownWord(false) : known(text);
    }
    case 'string':
      return doubleQuoted(node);
    case 'concatenation': {
      if (node.childCount > PIECES) return unknownWord(true);
      // The grammar takes `{ }` for one word.
      const [only, ...more] = readWords(node.children, node);
      const whole = node.child(0)?.startIndex === node.startIndex;
      return only && more.length === 0 && whole ? only : unknownWord(true);
    }
    case 'process_substitution':
      return unknownWord(false);
    default:
      return unknownWord(true);
  }
}

/** The words that these children of `parent` come to. The grammar parts what a line continuation joins. */
export function readWords(children: readonly SyntaxNode[], parent: SyntaxNode): Word[] {
  const source = parent.text;
  const words: Word[] = [];
  let last: { start: number; end: number; pieces: Word[] } | undefined;
  for (const child of children) {
    const [start, end] = [child.startIndex - parent.startIndex, child.endIndex - parent.startIndex];
    const gap = source.slice(last?.end ?? start, start);
    // An escaped blank that the grammar takes for a gap belongs to a word.
    const word = /\\[^\n]/.test(gap) ? unknownWord(true) : readWord(child);
    if (last && /^(?:\\\n)*$/.test(gap)) {
      words.pop();
      last = { start: last.start, end, pieces: [...last.pieces, word] };
    } else last = { start, end, pieces: [word] };
    words.push(join(last.pieces, source.slice(last.start, end)));
  }
  return words;
}

/** Words that stand side by side without a blank are one word. */
function join(words: readonly Word[], source: string): Word {
  const [only, ...more] = words;
  if (only && more.length === 0) return only;
  if (bracesExpand(source)) return unknownWord(true);
  let start = '';
  for (const word of words) {
    start += word.start;
    if (word.text === undefined || word.splits) break;
  }
  return {
    text: words.every((one) => one.text !== undefined) ? words.map((one) => one.text).join('') : undefined,
    start,
    splits: words.some((one) => one.splits),
    glob: words.some((one) => one.glob),
  };
}

/** Over-cautious: quoted braces count too. */
const bracesExpand = (source: string): boolean => /\{[\s\S]*(?:,|\.\.)[\s\S]*\}/.test(source);

function bare(source: string): Word {
  if (source === '$') return known('$');
  const plain = source.replace(/\\[\s\S]/g, '');
  if (bracesExpand(source) || /[$`\s]/.test(plain)) return unknownWord(true);
  const glob = /[*?[]|[@!+]\(/.test(plain);
  const text = source.replace(/\\([\s\S])/g, (_, char: string) => (char === '\n' ? '' : char));
  return { text, start: text, splits: glob, glob };
}

function doubleQuoted(node: SyntaxNode): Word {
  const parts = node.children.slice(1, -1);
  const source = node.text.slice(1, -1);
  if (parts.some((one) => one.type !== 'string_content' && one.type !== '$')) {
    const until = Math.max(0, source.search(/[$`]/));
    return { text: undefined, start: unquoted(source.slice(0, until)), splits: source.includes('@'), glob: false };
  }
  return known(unquoted(source));
}

const unquoted = (source: string): string =>
  source.replace(/\\([$`"\\\n])/g, (_, char: string) => (char === '\n' ? '' : char));
