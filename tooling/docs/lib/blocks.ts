/** A fenced block of a page, or one hidden in a comment. */
export interface Block {
  /** Of the opening line, from 1. */
  readonly line: number;
  readonly language: string;
  /** The file that the block is the text of. */
  readonly file?: string;
  /** The exit code of the block's last command. Default 0. */
  readonly exit: number;
  /** Shown to readers, and not done. */
  readonly noRun: boolean;
  readonly text: string;
}

/** Shown to readers without being anything that could be checked. */
const prose = new Set(['text', 'diff', 'mermaid']);
const commands = new Set(['sh', 'console']);

const isFile = (word: string) => /^~?[\w./@-]+$/.test(word) && /[./]/.test(word);

function blockOf(info: string, line: number, lines: readonly string[]): Block {
  const [language = '', ...words] = info.trim().split(/\s+/);
  const fail = (what: string) => new Error(`line ${line}: ${what}`);
  if (language === '') throw fail('a block needs a language; text is one');
  let file: string | undefined;
  let exit = 0;
  let noRun = false;
  for (const word of words) {
    if (word === 'no-run') noRun = true;
    else if (/^exit=\d+$/.test(word)) exit = Number(word.slice(5));
    else if (isFile(word) && file === undefined && !commands.has(language)) file = word;
    else throw fail(`\`${word}\` is no file name, no exit=CODE and not no-run`);
  }
  if (!commands.has(language) && file === undefined && !noRun && !prose.has(language))
    throw fail(`nothing would check this ${language} block: name its file, or say no-run`);
  return { line, language, ...(file !== undefined && { file }), exit, noRun, text: lines.join('\n') };
}

/** The blocks of a page, in order. Throws, naming the line, when one says nothing that can be done. */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const open = /^(?<indent> *)(?<fence>`{3,})(?<info>.*)$|^<!-- check (?<hidden>(?!.*-->).*)$/.exec(
      lines[at] ?? '',
    )?.groups;
    if (!open) continue;
    const indent = open.indent ?? '';
    const close = open.fence ?? '-->';
    const end = lines.indexOf(indent + close, at + 1);
    if (end === -1) throw new Error(`line ${at + 1}: the block is not closed by a line ${close}`);
    // A block in a list item is indented as a whole.
    const text = lines.slice(at + 1, end).map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    blocks.push(blockOf(open.info ?? open.hidden ?? '', at + 1, text));
    at = end;
  }
  return blocks;
}

/** One command of a console block, with the output that is shown below it. */
export interface Step {
  readonly command: string;
  readonly output: string;
}

/** What a `console` block shows. `$ ` begins a command; a command goes on after a backslash at the end of its line. */
export function stepsOf({ text, line }: Block): Step[] {
  const steps: { command: string; output: string[] }[] = [];
  let goesOn = false;
  for (const each of text.split('\n')) {
    const last = steps.at(-1);
    if (goesOn && last) last.command += `\n${each}`;
    else if (each.startsWith('$ ')) steps.push({ command: each.slice(2), output: [] });
    else if (last) last.output.push(each);
    else throw new Error(`line ${line}: a console block begins with a command, \`$ \`; this begins with ${each}`);
    goesOn = each.endsWith('\\');
  }
  return steps.map(({ command, output }) => ({ command, output: output.join('\n') }));
}
