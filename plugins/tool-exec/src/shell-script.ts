/** One command of a script that is made of plain commands. */
export interface PlainCommand {
  readonly words: readonly string[];
  /** What joins it to the command before. A line break counts as `;`. */
  readonly joinedBy: '' | '|' | '&&' | '||' | ';';
}

type Token = { readonly word: string } | { readonly operator: '|' | '&&' | '||' | ';' | '\n' };

/** Words that, in front, begin something else than a plain command. */
const KEYWORDS = new Set(
  '! [[ { } case coproc do done elif else esac fi for function if in select then time until while'.split(' '),
);
const ASSIGNMENT = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/;
const OPERATOR = /&&|\|\||[;|\n]/y;
const BLANK = /[ \t]+/y;
/** Unquoted text in which nothing stands for something else. A backslash takes the next character as it is, and a line break away. */
const PLAIN = /(?:[^\s'"\\$`<>()&;|{}]|\\[\s\S])+/y;
const SINGLE_QUOTED = /'([^']*)'/y;
/** Without expansions. */
const DOUBLE_QUOTED = /"((?:[^"\\$`]|\\[\s\S])*)"/y;

/**
 * The commands of a script that consists of words, quotes and `&&`, `||`, `;`, `|` or line breaks only.
 * undefined for every other script: redirections, expansions, assignments, subshells, loops, comments, background jobs.
 */
export function parsePlainScript(script: string): readonly PlainCommand[] | undefined {
  const tokens = tokenize(script);
  if (!tokens) return undefined;
  const commands: PlainCommand[] = [];
  let words: string[] = [];
  let joinedBy: PlainCommand['joinedBy'] = '';
  // Ends the command at hand. False when it is none.
  const endCommand = () => {
    const [first] = words;
    if (first === undefined) return false;
    commands.push({ words, joinedBy });
    words = [];
    return true;
  };
  for (const token of tokens) {
    if ('word' in token) words.push(token.word);
    else if (token.operator === '\n') {
      if (endCommand()) joinedBy = ';';
    } else if (endCommand()) joinedBy = token.operator;
    else return undefined;
  }
  if (!endCommand() && joinedBy !== ';') return undefined;
  return commands;
}

function tokenize(script: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < script.length; ) {
    const blank = matchAt(BLANK, script, at);
    const operator = blank ? undefined : matchAt(OPERATOR, script, at);
    if (blank) at += blank[0].length;
    else if (operator) {
      tokens.push({ operator: operator[0] as '|' | '&&' | '||' | ';' | '\n' });
      at += operator[0].length;
    } else {
      const word = readWord(script, at);
      const first = tokens.length === 0 || 'operator' in (tokens.at(-1) ?? {});
      if (!word || (first && isSpecialStart(script.slice(at, word.end)))) return undefined;
      if (!word.isNothing) tokens.push({ word: word.text });
      at = word.end;
    }
  }
  return tokens;
}

/** A quoted keyword is a plain word. */
const isSpecialStart = (source: string) => KEYWORDS.has(source) || ASSIGNMENT.test(source);

interface Word {
  readonly text: string;
  readonly end: number;
  /** Only line breaks that were taken away. */
  readonly isNothing: boolean;
}

function readWord(script: string, start: number): Word | undefined {
  if (script[start] === '#') return undefined;
  let text = '';
  let at = start;
  for (;;) {
    const plain = matchAt(PLAIN, script, at);
    const quoted = matchAt(SINGLE_QUOTED, script, at) ?? matchAt(DOUBLE_QUOTED, script, at);
    if (plain) text += plain[0].replace(/\\(?:\n|([\s\S]))/g, (_, character = '') => character);
    else if (quoted) text += quoted[0].startsWith("'") ? quoted[1] : unescapeQuoted(quoted[1] ?? '');
    else break;
    at += (plain ?? quoted)?.[0].length ?? 0;
  }
  const next = script[at];
  const ended = next === undefined || /[\s;|]/.test(next) || script.startsWith('&&', at);
  const isNothing = text === '' && !/['"]/.test(script.slice(start, at));
  return at > start && ended ? { text, end: at, isNothing } : undefined;
}

/** In double quotes a backslash is one, unless something needs it. */
const unescapeQuoted = (text: string) => text.replace(/\\(?:([$`"\\])|\n)/g, (_, character = '') => character);

function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | undefined {
  expression.lastIndex = at;
  return expression.exec(text) ?? undefined;
}
