const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
};

/** The text within `$'…'`. Undefined for bytes beyond ASCII, which depend on the locale, and for NUL, which ends the text. */
export function ansiC(source: string): string | undefined {
  let sure = true;
  const text = source.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c([\s\S])|([\s\S]))/g,
    (whole, hex: string, short: string, long: string, octal: string, control: string, char: string) => {
      if (char !== undefined) return SIMPLE[char] ?? whole;
      const code =
        control === undefined ? Number.parseInt(hex ?? short ?? long ?? octal, octal === undefined ? 16 : 8) : -1;
      if (code <= 0 || code > 127) sure = false;
      return sure ? String.fromCharCode(code) : '';
    },
  );
  return sure ? text : undefined;
}
