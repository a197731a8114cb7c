const ANY = '…';

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whether a line is as shown; `…` stands for any text. */
function same(shown: string, seen: string): boolean {
  if (!shown.includes(ANY)) return shown.trimEnd() === seen.trimEnd();
  return new RegExp(`^${shown.trimEnd().split(ANY).map(escaped).join('.*')}$`).test(seen.trimEnd());
}

const linesOf = (text: string) => (text === '' ? [] : text.replace(/\n+$/, '').split('\n'));

/**
 * Compares output with what a page shows of it: undefined when they agree, else the two as a diff. `…` in a line stands
 * for any text of that line, and a line of nothing else for any number of lines. Space at the end of lines is ignored.
 * In the diff, `-` is what is shown, `+` what was seen, and `…` what a line of `…` takes in.
 */
export function difference(shown: string, seen: string): string | undefined {
  const want = linesOf(shown);
  const have = linesOf(seen);
  // best[i][j]: how many lines of want from i and of have from j can be paired. whole[i][j]: all of them agree.
  const best = Array.from({ length: want.length + 1 }, () => new Array<number>(have.length + 1).fill(0));
  const whole = Array.from({ length: want.length + 1 }, () => new Array<boolean>(have.length + 1).fill(false));
  const cell = <T>(table: T[][], i: number, j: number) => table[i]?.[j] as T;
  for (let i = want.length; i >= 0; i -= 1) {
    for (let j = have.length; j >= 0; j -= 1) {
      const row = best[i] as number[];
      const wholeRow = whole[i] as boolean[];
      const wanted = want[i];
      const seenLine = have[j];
      if (wanted?.trim() === ANY) {
        wholeRow[j] = cell(whole, i + 1, j) || (j < have.length && cell(whole, i, j + 1));
        row[j] = Math.max(cell(best, i + 1, j), j < have.length ? cell(best, i, j + 1) : 0);
        continue;
      }
      const pairs = wanted !== undefined && seenLine !== undefined && same(wanted, seenLine);
      wholeRow[j] = (i === want.length && j === have.length) || (pairs && cell(whole, i + 1, j + 1));
      row[j] = Math.max(
        pairs ? cell(best, i + 1, j + 1) + 1 : 0,
        i < want.length ? cell(best, i + 1, j) : 0,
        j < have.length ? cell(best, i, j + 1) : 0,
      );
    }
  }
  if (cell(whole, 0, 0)) return undefined;

  const out: string[] = [];
  let i = 0;
  let j = 0;
  while (i < want.length || j < have.length) {
    const wanted = want[i];
    const seenLine = have[j];
    if (wanted?.trim() === ANY) {
      // It takes in what no later line pairs with.
      if (j < have.length && cell(best, i, j + 1) >= cell(best, i + 1, j)) {
        out.push(`${ANY} ${seenLine}`);
        j += 1;
      } else i += 1;
    } else if (wanted !== undefined && seenLine !== undefined && same(wanted, seenLine)) {
      out.push(`  ${seenLine}`);
      i += 1;
      j += 1;
    } else if (wanted !== undefined && (j === have.length || cell(best, i + 1, j) >= cell(best, i, j + 1))) {
      out.push(`- ${wanted}`);
      i += 1;
    } else {
      out.push(`+ ${seenLine}`);
      j += 1;
    }
  }
  return out.join('\n');
}
