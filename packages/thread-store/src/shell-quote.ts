const UNQUOTED = /^[A-Za-z0-9+\-./:@\]_]+/;
/** No backslash: some shells take it for an escape even here. A caret only in front, where every shell leaves it alone. */
const SINGLE_QUOTED = /^(?:\^?[^'\\^]+|\^)/;
/** What may stand in double quotes; `"` and `\` are escaped there. */
const DOUBLE_QUOTED = /^[^$`!^]+/;

/** The words as one line that a shell splits into the same words. Spelled as Codex spells commands on the wire. */
export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

function quoteWord(word: string): string {
  if (word === '') return "''";
  let quoted = '';
  for (let rest = word; rest !== ''; ) {
    const plain = UNQUOTED.exec(rest)?.[0].length ?? 0;
    const single = SINGLE_QUOTED.exec(rest)?.[0].length ?? 0;
    const double = DOUBLE_QUOTED.exec(rest)?.[0].length ?? 0;
    const length = Math.max(plain, single, double);
    const part = rest.slice(0, length);
    if (plain === length) quoted += part;
    else if (single === length) quoted += `'${part}'`;
    else quoted += `"${part.replace(/["\\]/g, '\\$&')}"`;
    rest = rest.slice(length);
  }
  return quoted;
}
