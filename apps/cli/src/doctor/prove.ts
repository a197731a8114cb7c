import type { Came, Door, Finding, Outcome, Tried } from './attempt.ts';
import { type Ground, prepareGround, proofProfile } from './ground.ts';

/**
 * Tries what must fail, and what must not. Everything is tried without confinement first: what does not come about even then says
 * nothing of the sandbox. Rejects with the signal's reason.
 */
export async function prove(door: Door, temporary: string, signal: AbortSignal): Promise<readonly Finding[]> {
  try {
    const free = await attemptsOf(door, temporary, () => ({ type: 'disabled' }), signal);
    const confined = await attemptsOf(door, temporary, proofProfile, signal);
    return confined.map(({ attempt: { what, permitted = false }, came }, index) => {
      const { outcome, why } = judged(permitted, came, free[index]?.came);
      return { through: door.name, what, permitted, outcome, ...(why !== undefined && { why: shortened(why) }) };
    });
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    return [{ through: door.name, what: 'attempt anything', permitted: false, outcome: 'unproven', why }];
  }
}

async function attemptsOf(
  door: Door,
  temporary: string,
  profile: (ground: Ground) => ReturnType<typeof proofProfile>,
  signal: AbortSignal,
): Promise<readonly Tried[]> {
  await using ground = await prepareGround(temporary);
  return await door.tryAll(ground, profile(ground), signal);
}

function judged(permitted: boolean, came: Came, free: Came | undefined): { outcome: Outcome; why?: string } {
  if (came.kind === 'happened') return { outcome: permitted ? 'works' : 'succeeded' };
  if (permitted) return { outcome: 'broken', why: came.answer };
  if (came.kind === 'untried') return { outcome: 'unproven', why: `it was not tried: ${came.answer}` };
  if (free?.kind === 'happened') return { outcome: 'prevented' };
  return { outcome: 'unproven', why: `it does not come about without a sandbox either: ${free?.answer}` };
}

/** Characters of a reason that are shown. */
const SHOWN = 300;

const shortened = (text: string) => text.replace(/\s+/g, ' ').slice(0, SHOWN);
