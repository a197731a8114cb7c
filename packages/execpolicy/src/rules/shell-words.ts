/** Splits as a POSIX shell would, expanding nothing. Undefined when a quote is open or a backslash ends the text. */
export function shellWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  const piece = /\s+|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|[^\s'"\\]+|[\s\S]/g;
  for (const [whole, single, double, escaped] of text.matchAll(piece)) {
    if (/^\s/.test(whole)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (single !== undefined) word = (word ?? '') + single;
    else if (double !== undefined)
      word = (word ?? '') + double.replace(/\\(["\\$`\n])/g, (_, char: string) => (char === '\n' ? '' : char));
    else if (escaped !== undefined) word = (word ?? '') + (escaped === '\n' ? '' : escaped);
    else if (whole === "'" || whole === '"' || whole === '\\') return undefined;
    else word = (word ?? '') + whole;
  }
  if (word !== undefined) words.push(word);
  return words;
}
