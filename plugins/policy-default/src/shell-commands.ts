/**
 * The commands of a shell script, roughly: their words without quotes. Whatever begins a command begins a new list, subshells and
 * substitutions included, also those in double quotes. Never fails: an open quote ends with the script.
 */
export function splitCommands(script: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  let word: string | undefined;
  // The word after a redirection names a file and is no part of the command.
  let isTarget = false;
  const endWord = () => {
    if (word === undefined) return;
    if (!isTarget) commands.at(-1)?.push(word);
    isTarget = false;
    word = undefined;
  };
  const endCommand = () => {
    endWord();
    isTarget = false;
    commands.push([]);
  };
  for (let at = 0; at < script.length; at++) {
    const character = script[at] ?? '';
    if (character === '\\') {
      at++;
      if (script[at] !== '\n') word = (word ?? '') + (script[at] ?? '');
    } else if (character === "'") {
      const end = endOf(script.indexOf("'", at + 1), script);
      word = (word ?? '') + script.slice(at + 1, end);
      at = end;
    } else if (character === '"') {
      const end = endOfDoubleQuoted(script, at + 1);
      const inner = script.slice(at + 1, end);
      word = (word ?? '') + inner.replace(/\\([$`"\\])/g, '$1');
      commands.unshift(...substitutionsIn(inner));
      at = end;
    } else if (character === '<' || character === '>') {
      if (/^\d+$/.test(word ?? '')) word = undefined;
      endWord();
      isTarget = true;
    } else if (/[^\S\n]/.test(character)) endWord();
    else if (/[;&|\n()`]/.test(character) || (/[{}]/.test(character) && word === undefined)) endCommand();
    else word = (word ?? '') + character;
  }
  endWord();
  return commands.filter((words) => words.length > 0);
}

const endOf = (found: number, script: string) => (found === -1 ? script.length : found);

function endOfDoubleQuoted(script: string, start: number): number {
  for (let at = start; at < script.length; at++) {
    if (script[at] === '\\') at++;
    else if (script[at] === '"') return at;
  }
  return script.length;
}

/** Commands of `$( … )` and backticks in double-quoted text. */
function substitutionsIn(text: string): string[][] {
  const found = /\$\(|`/.exec(text);
  return found ? splitCommands(text.slice(found.index + found[0].length)).map((words) => [...words]) : [];
}
