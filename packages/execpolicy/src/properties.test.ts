import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadBashParser } from './bash/grammar.ts';
import { scriptParts } from './bash/script-parts.ts';
import { loadExecPolicy } from './decide.ts';
import { loadRules } from './rules/load-rules.ts';

const parser = await loadBashParser();
const policy = await loadExecPolicy();
const { rules } = loadRules([
  { file: '/r', text: 'prefix_rule(["apple"])\nprefix_rule(["git", "push"], "forbidden")' },
]);
const heuristics = { safe: 'allow', unknown: 'prompt', dangerous: 'forbidden' } as const;
const decide = (script: string) => policy.decide(script, { rules, heuristics });

/** The ways to write one character so that the shell still sees it. */
const spelled = (char: string) =>
  fc.constantFrom(
    char,
    `'${char}'`,
    `"${char}"`,
    `\\${char}`,
    `$'${char}'`,
    `$'\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}'`,
    `$'\\${char.charCodeAt(0).toString(8).padStart(3, '0')}'`,
    `''${char}`,
    `${char}""`,
    `${char}\\\n`,
  );
const word = (text: string) => fc.tuple(...[...text].map(spelled)).map((chars) => chars.join(''));
const command = (argv: readonly string[]) =>
  fc
    .tuple(fc.tuple(...argv.map(word)), fc.constantFrom(' ', '  ', '\t', ' \\\n '))
    .map(([words, blank]) => words.join(blank));

const argvs = [
  'rm -rf x',
  'rm -f -r x',
  '/bin/rm x --force',
  'git push',
  'git reset --hard',
  'find . -delete',
  'sudo rm -rf x',
  'xargs rm -f',
  'dd of=/dev/sda',
];
const around: ((one: string) => string)[] = [
  (one) => one,
  (one) => `apple | ${one}`,
  (one) => `ls; ${one} > y`,
  (one) => `ls $(${one})`,
  (one) => `if ls; then\n${one}\nfi`,
  (one) => `( ${one} ) &`,
  (one) => `> y ${one}`,
];

test('however it is quoted, what is dangerous or forbidden stays so', () => {
  const scripts = fc.constantFrom(...argvs).chain((argv) => command(argv.split(' ')));
  fc.assert(
    fc.property(scripts, fc.constantFrom(...around), (script, place) => {
      expect(decide(place(script)).decision).toBe('forbidden');
    }),
    { numRuns: 500 },
  );
});

/** Texts of pieces that mean something to bash. */
const bashText = fc
  .array(
    fc.constantFrom(
      ...'a b rm -rf apple ls git push if then else fi for in do done while case esac function { } ( ) (( )) [[ ]] ; ;; & && | || > >> < << <<- <<< 2>&1 $ $( ` \' " \\ \n # ! = a= $a ${ * ? [ ] ~ EOF <( \t \r \u0000 é 😀 sudo xargs bash -c eval'.split(
        ' ',
      ),
      ' ',
      ' ',
      ' ',
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

test('any text is judged', () => {
  fc.assert(
    fc.property(fc.oneof(bashText, fc.string({ unit: 'binary' }), fc.string({ maxLength: 200 })), (script) => {
      expect(['allow', 'prompt', 'forbidden']).toContain(decide(script).decision);
    }),
    { numRuns: 1_000 },
  );
});

test('what stands beside a command never makes its verdict weaker', () => {
  fc.assert(
    fc.property(bashText, (text) => {
      expect(decide(`rm -rf x\n${text}`).decision).toBe('forbidden');
    }),
    { numRuns: 300 },
  );
});

/** Texts without anything that bash could run or write: the words of one command, and quotes. */
const wordsText = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      '-',
      ' ',
      ' ',
      '\t',
      '\\',
      "'",
      '"',
      "$'",
      '\\x41',
      '\\n',
      '\\101',
      '\\\n',
      '{',
      '}',
      ',',
      '=',
      '#',
      '$',
      '!',
      '.',
      '/',
      '^',
      '%',
      ':',
      '+',
      'é',
      '[',
      '*',
      '~',
    ),
    { maxLength: 14 },
  )
  .map((pieces) => pieces.join(''));

test('a word that is known is the word that bash makes of it', () => {
  // `~+` and `~-` are folders of the shell.
  const texts = fc
    .sample(wordsText, 3_000)
    .filter((text) => !/~[-+]/.test(text))
    .map((text) => `f ${text}`);
  const known = texts.flatMap((text) => {
    const [part, ...more] = scriptParts(text, parser, { piped: false, input: [] });
    if (part?.kind !== 'command' || more.length > 0 || part.words.some((one) => one.text === undefined || one.glob))
      return [];
    return [{ text, words: part.words.map((one) => one.text ?? '') }];
  });
  const script = `f() { printf '%s\\0' f "$@"; printf '\\1'; }; HOME='~'; for one; do eval "$one" || printf 'bad\\1'; done`;
  const run = spawnSync('bash', ['-c', script, 'bash', ...known.map((one) => one.text)], {
    encoding: 'utf8',
    env: { LC_ALL: 'C.UTF-8' },
  });
  const seen = run.stdout
    .split('\u0001')
    .slice(0, -1)
    .map((one) => one.split('\0').slice(0, -1));
  expect(known.length).toBeGreaterThan(500);
  expect(known.map((one, at) => ({ text: one.text, words: seen[at] }))).toEqual(known);
});

/** Texts of pieces that mean something to Starlark. */
const starlarkText = fc
  .array(
    fc.constantFrom(
      ...'x y = == + - * // % ( ) [ ] { } , : . ; \n \n\u0020\u0020 if else elif for in def return lambda not and or pass break 1 99 "a" f"{x}" \'\'\' " prefix_rule range len str x.append # \\ \t while load None True é'.split(
        ' ',
      ),
      ' ',
      ' ',
      'prefix_rule(["a"])\n',
      'for x in range(9):\n  ',
      'def f(x):\n  return ',
      'x = [1, 2]\n',
      'y = "a" * 9\n',
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(''));

test('any rules text gives rules, or one problem with a place', () => {
  fc.assert(
    fc.property(fc.oneof(starlarkText, fc.string({ unit: 'binary' })), (text) => {
      const { problems, rules: found } = loadRules([{ file: '/r', text }]);
      expect(problems.length).toBeLessThanOrEqual(1);
      if (problems.length > 0) expect(found.prefixRules).toEqual([]);
      for (const { line, column } of problems) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(text.split('\n').length);
        expect(column).toBeGreaterThanOrEqual(1);
      }
    }),
    { numRuns: 2_000 },
  );
});
