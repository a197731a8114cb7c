/**
 * What is known of a command without a rule. `safe`: it only reads. `unknown`: nothing is known for sure.
 * `dangerous`: it destroys, or runs what nobody sees.
 */
export interface Verdict {
  readonly verdict: 'safe' | 'unknown' | 'dangerous';
  readonly reason: string;
}

export const dangerous = (reason: string): Verdict => ({ verdict: 'dangerous', reason });
export const unknown = (reason: string): Verdict => ({ verdict: 'unknown', reason });
export const safe = (reason: string): Verdict => ({ verdict: 'safe', reason });
