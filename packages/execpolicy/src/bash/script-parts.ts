import type { Part, Surroundings } from '../commands/part.ts';
import { known } from '../commands/word.ts';
import type { BashParser } from './grammar.ts';
import { unclear } from './unclear.ts';
import { Walk } from './walk.ts';

/** Beyond these a script is not judged in full, and counts as dangerous. */
const TEXT = 65_536;
const PIECES = 500;

/** Everything that a script does, in the order of its text, each command on its own. */
export function scriptParts(script: string, parser: BashParser, around: Surroundings): Part[] {
  if (script.length > TEXT) return [unclear('the script is too long to be judged', script, true)];
  const { parts, broken } = parse(script, parser, around);
  // Bash joins lines before it reads words and comments: `a\` and `#b` are the word `a#b`.
  const joined = script.replaceAll('\\\n', '');
  if (/\S\\\n/.test(script)) parts.push(...parse(joined, parser, around).parts);
  if (broken) parts.push(...rescued(joined, parser, around));
  return parts;
}

/**
 * The commands of a script that cannot be parsed, as far as its pieces show them. Bash runs line by line up to the line
 * that it cannot parse, and takes some that the grammar refuses.
 */
function rescued(script: string, parser: BashParser, around: Surroundings): Part[] {
  const pieces = new Set([...script.split('\n'), ...script.split(/[;|&\n(){}`]|\$\(/)]);
  if (pieces.size > PIECES) return [unclear('too much of a script that cannot be parsed', script, true)];
  return [...pieces].flatMap((piece) =>
    piece.trim() === '' ? [] : [...parse(piece, parser, around).parts, guess(piece)],
  );
}

/** The words of a piece without its quotes and redirections. */
function guess(piece: string): Part {
  const words = piece
    .replace(/['"\\]/g, '')
    .replace(/\d*[<>]+[&|=-]?\s*[^\s<>]*/g, ' ')
    .split(/\s+/);
  return { kind: 'guess', words: words.filter((one) => one !== '').map(known), source: piece };
}

function parse(script: string, parser: BashParser, around: Surroundings): { parts: Part[]; broken: boolean } {
  const walk = new Walk(script);
  const broken = parser(script, (root) => {
    walk.node(root, around, 0);
    return root.hasError || walk.misread;
  });
  if (broken === undefined)
    return { parts: [unclear('the script is too much work to be parsed', script, true)], broken: false };
  // Bash drops NUL and takes a carriage return for text, the grammar for a blank.
  if (broken || /[\0\r]/.test(script)) walk.parts.push(unclear('the script cannot be parsed for sure', script));
  return { parts: walk.parts, broken };
}
