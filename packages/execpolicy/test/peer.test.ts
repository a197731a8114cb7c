import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadExecPolicy, loadRules } from '../src/index.ts';

/** What Codex answered, and where we mean to answer otherwise. */
interface Case {
  readonly rules: string;
  readonly command: readonly string[];
  readonly resolveHostExecutables: boolean;
  readonly peer: { readonly error: true } | { readonly decision: string | null; readonly matched: readonly Matched[] };
  readonly different?: { readonly decision: string | null; readonly why: string };
}

interface Matched {
  readonly prefix: readonly string[];
  readonly decision: string;
}

const { cases } = JSON.parse(readFileSync(new URL('./peer-execpolicy.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[];
};
const policy = await loadExecPolicy();
const heuristics = { safe: 'allow', unknown: 'allow', dangerous: 'allow' } as const;

/** Our answer in the peer's terms: no decision where no rule matched. */
function answer({ rules: text, command }: Case) {
  const { rules, problems } = loadRules([{ file: '/r', text }]);
  if (problems.length > 0) return { error: true };
  const { decision, judgements } = policy.decideArgv(command, { rules, heuristics });
  const matches = judgements.flatMap((one) => one.matches);
  const matched = matches.map((one) => ({ prefix: one.matchedPrefix, decision: one.rule.decision }));
  return { decision: matched.length > 0 ? decision : null, matched };
}

test.each(cases.map((one) => [JSON.stringify([one.rules, one.command, one.resolveHostExecutables]), one] as const))(
  '%s',
  (_, one) => {
    const ours = answer(one);
    if (!one.different) {
      expect(ours).toEqual(one.peer);
      return;
    }
    expect('error' in ours ? 'error' : ours.decision).toBe(one.different.decision);
    expect('error' in one.peer ? 'error' : one.peer.decision).not.toBe(one.different.decision);
  },
);
