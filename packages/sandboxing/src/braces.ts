/** More alternatives than this are a mistake, or an attack on whoever matches them. */
const maxAlternatives = 1000;

/** `a{b,c/d}` as `ab` and `ac/d`, nested ones too; what is escaped or in brackets stays. Throws an `Error` that says why not. */
export function expandBraces(pattern: string): readonly string[] {
  const opening = nextOf(pattern, 0, '{');
  if (opening < 0) return [pattern];
  const { parts, end } = alternatives(pattern, opening + 1);
  const rests = expandBraces(pattern.slice(end));
  const expanded = parts.flatMap((part) => expandBraces(part)).flatMap((part) => rests.map((rest) => part + rest));
  if (expanded.length > maxAlternatives) throw new Error(`it stands for more than ${maxAlternatives} patterns`);
  return expanded.map((each) => pattern.slice(0, opening) + each);
}

function alternatives(pattern: string, start: number): { readonly parts: readonly string[]; readonly end: number } {
  const parts: string[] = [];
  let from = start;
  for (let at = start, depth = 1; ; ) {
    const found = nextOf(pattern, at, '{,}');
    if (found < 0) throw new Error('`{` is not closed');
    at = found + 1;
    if (pattern[found] === '{') depth += 1;
    if (pattern[found] === '}') depth -= 1;
    if (depth === 0 || (depth === 1 && pattern[found] === ',')) {
      parts.push(pattern.slice(from, found));
      from = at;
    }
    if (depth === 0) return { parts, end: at };
  }
}

/** Where the next of some characters stands, that is neither escaped nor in brackets; -1 when there is none. */
function nextOf(pattern: string, start: number, characters: string): number {
  for (let at = start; at < pattern.length; ) {
    if (characters.includes(pattern[at] ?? '')) return at;
    at += /^(?:\\.|\[[!^]?\]?[^\]/]*\]|.)/su.exec(pattern.slice(at))?.[0].length ?? 1;
  }
  return -1;
}
