import type { PatternToken, PrefixRule } from './rule.ts';

/** A token of a command: its text, or undefined where only the run of the script tells it. */
export type Token = string | undefined;

/** `certain`: every token of the pattern was seen. `possible`: it depends on tokens that are not known. */
export type Match = 'certain' | 'possible' | undefined;

/**
 * Whether `argv` begins with the pattern. `splitsAt` is the place of the first token that may become several or none,
 * so that nothing after it has a known place.
 */
export function matchPrefix(pattern: readonly PatternToken[], argv: readonly Token[], splitsAt = argv.length): Match {
  let match: Match = 'certain';
  for (const [index, allowed] of pattern.entries()) {
    if (index >= splitsAt && splitsAt < argv.length) return 'possible';
    if (index >= argv.length) return undefined;
    const token = argv[index];
    if (token === undefined) match = 'possible';
    else if (!allowed.includes(token)) return undefined;
  }
  return match;
}

/** Rules by the first token of their pattern: a command meets few of many. */
export function byFirstToken(rules: readonly PrefixRule[]): ReadonlyMap<string, readonly PrefixRule[]> {
  const found = new Map<string, PrefixRule[]>();
  for (const rule of rules) {
    for (const token of rule.pattern[0] ?? []) {
      const same = found.get(token);
      if (same) same.push(rule);
      else found.set(token, [rule]);
    }
  }
  return found;
}
