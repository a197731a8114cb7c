// The stored threads that measures work with.
import { type StoredTurn, storeThread } from './rollout.ts';

const MINUTES_10 = 600_000;

/** Text of so many characters, different for each number. */
const prose = (about: string, number: number, length: number): string => {
  const sentence = `${about} ${number} says what was found, where, and what is to be done about it. `;
  return sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);
};

/** Many threads of one turn, one every ten minutes back from now. */
export function storeSmall(home: string, count: number, cwd: string): void {
  const latest = Date.now() - MINUTES_10;
  for (let number = 0; number < count; number += 1) {
    const turns = [{ question: `stored thread ${number}`, answer: prose('a stored answer', number, 200) }];
    storeThread(home, { began: latest - number * MINUTES_10, cwd, turns });
  }
}

/** Turns of 3,000 characters; every tenth runs three commands. 1,800 of them make some 21 MB. */
function* largeTurns(count: number): Generator<StoredTurn> {
  for (let number = 0; number < count; number += 1) {
    const outputs = number % 10 === 9 ? [0, 1, 2].map((call) => prose(`output ${call} of`, number, 2000)) : [];
    yield { question: prose('question', number, 150), answer: prose('answer', number, 3000), outputs };
  }
}

/** A thread that was never compacted, so that all of it is the model's history. */
export const storeLarge = (home: string, turns: number, cwd: string) =>
  storeThread(home, { began: Date.now() - MINUTES_10, cwd, turns: largeTurns(turns) });

const HUGE_TURN = 45_000; // bytes that a turn below takes, roughly
const TURNS_BEFORE_COMPACTION = 20; // 0.9 MB: what a model can still hold

function* hugeTurns(bytes: number): Generator<StoredTurn> {
  for (let number = 0; number < bytes / HUGE_TURN; number += 1) {
    const outputs = [0, 1, 2, 3].map((call) => prose(`output ${call} of`, number, 10_000));
    yield { question: prose('question', number, 150), answer: prose('answer', number, 1000), outputs };
    if (number % TURNS_BEFORE_COMPACTION === TURNS_BEFORE_COMPACTION - 1)
      yield { summary: prose('summary', number, 4000) };
  }
}

/** A thread of so many bytes, compacted as often as a model's window needs it. */
export const storeHuge = (home: string, bytes: number, cwd: string) =>
  storeThread(home, { began: Date.now() - MINUTES_10, cwd, turns: hugeTurns(bytes) });
