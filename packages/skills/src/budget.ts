/** How much of a model's context the list of skills may take. */
export interface SkillBudget {
  readonly unit: 'tokens' | 'characters';
  readonly limit: number;
}

/** 2 % of the context window, in tokens; where that is not known, 8,000 characters. */
export const skillBudget = (contextWindow: number | null | undefined): SkillBudget =>
  contextWindow && contextWindow > 0
    ? { unit: 'tokens', limit: Math.max(1, Math.floor(contextWindow / 50)) }
    : { unit: 'characters', limit: 8000 };

/** Bytes of UTF-8, four of which count as a token; or characters. */
const sizeOf = (text: string, { unit }: SkillBudget): number =>
  unit === 'tokens' ? Buffer.byteLength(text) : [...text].length;

const costOfSize = (size: number, { unit }: SkillBudget): number => (unit === 'tokens' ? Math.ceil(size / 4) : size);

/** What a line costs, its end included. */
export const costOf = (line: string, budget: SkillBudget): number => costOfSize(sizeOf(line, budget) + 1, budget);

/** A line, and a text in it that may be shortened. */
export interface Shortenable {
  /** The line without that text. */
  readonly line: string;
  readonly text: string;
}

/**
 * The text that each line keeps, of as many lines as there is room for, from the first. Where all fit without their texts, these
 * share the room that is left: each gets a character in turn until it is whole or one more would cost too much. Else none has its text.
 */
export function shareRoom(lines: readonly Shortenable[], budget: SkillBudget, room: number): string[] {
  let left = room;
  const all = lines.map(({ line, text }) => {
    const size = sizeOf(line, budget) + 1;
    return { size, cost: costOfSize(size, budget), characters: [...text], kept: 0 };
  });
  const fitting = all.findIndex(({ cost }) => {
    left -= cost;
    return left < 0;
  });
  if (fitting >= 0) return lines.slice(0, fitting).map(() => '');
  for (let growing = all; growing.length > 0; ) {
    growing = growing.filter((one) => {
      const next = one.characters[one.kept];
      if (next === undefined) return false;
      // With the first one comes the space before it.
      const size = one.size + sizeOf(next, budget) + (one.kept === 0 ? 1 : 0);
      const cost = costOfSize(size, budget);
      if (cost - one.cost > left) return false;
      left -= cost - one.cost;
      one.size = size;
      one.cost = cost;
      one.kept += 1;
      return true;
    });
  }
  return all.map(({ characters, kept }) => characters.slice(0, kept).join(''));
}
