import {
  type ExecPolicy,
  type HeuristicDecisions,
  type Judgement,
  type Rules,
  ruleName,
  type ScriptDecision,
} from '@tenon/execpolicy';
import type { PolicyDecision, PolicyRequest } from '@tenon/plugin-api/policy';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { PermissionProfile } from '@tenon/protocol';
import { accessOf, bindProfile, equalProfiles, escalatedProfile, overlay } from '@tenon/sandboxing';
import { debugName, mayAsk, notAsked, policyName, type Question } from './approval-policy.ts';
import { askedByRule, decidingMatch, rejected, rejectedByRule } from './rule-texts.ts';

type Command = Extract<ToolAction, { type: 'command' }>;

/** What commands are judged with. */
export interface Judge {
  readonly execPolicy: ExecPolicy;
  readonly rules: Rules;
}

const MEND = 'Run with `--sandbox danger-full-access`, or install a plugin that provides a sandbox.';

/** What a command asks for, beside what is in force. */
interface Wish {
  /** A sandbox keeps it from something that an escalation would allow. */
  readonly confined: boolean;
  /** Everything but what is denied for good. */
  readonly escalated: PermissionProfile;
  /** What it runs under once it is let through. */
  readonly granted: PermissionProfile;
  /** It would run under more than what is in force. */
  readonly wantsMore: boolean;
}

/** Rules first, then the approval policy by what is known of the script, as Codex 0.128 was measured to decide. */
export function decideCommand(command: Command, request: PolicyRequest, judge: Judge): PolicyDecision {
  const { approvalPolicy, profile } = request;
  const wish = wishOf(command, request);
  const found = judged(command, judge, heuristicsFor(command, request, wish));
  const { judgements, decision } = found;

  const forbidding = decidingMatch(judgements, 'forbidden');
  if (decision === 'forbidden' && forbidding) {
    return { kind: 'forbid', reason: rejectedByRule(command.argv, forbidding), because: ruleName(forbidding.rule) };
  }
  if (found.allowedByRules) {
    return { kind: 'run', profile: wish.confined ? wish.escalated : profile, because: rulesThatAllow(judgements) };
  }
  const because = `${policyName(approvalPolicy)}: ${reasonOf(judgements, decision)}`;
  const refusal = refusedWish(command, request, wish);
  if (refusal !== undefined) return { kind: 'forbid', reason: refusal, because: policyName(approvalPolicy) };
  if (decision === 'forbidden') return { kind: 'forbid', reason: rejected(command.argv), because };
  if (decision === 'prompt') return ask(command, request, wish, { found, because });
  const mayRetry = approvalPolicy === 'on-failure' || typeof approvalPolicy === 'object';
  const retry = mayRetry && wish.confined && !wish.wantsMore && mayAsk(approvalPolicy, 'sandbox');
  return { kind: 'run', profile: wish.granted, ...(retry && { retry: wish.escalated }), because };
}

function wishOf({ escalate, additionalPermissions }: Command, request: PolicyRequest): Wish {
  const { profile, cwd, tmpdir, sandboxUnavailable } = request;
  const place = { cwd, tmpdir };
  const escalated = escalatedProfile(profile);
  const confined = profile.type === 'managed' && !equalProfiles(profile, escalated, place);
  if (confined && (escalate || sandboxUnavailable !== undefined)) {
    return { confined, escalated, granted: escalated, wantsMore: escalate };
  }
  const granted = additionalPermissions ? overlay(profile, additionalPermissions, place) : profile;
  const wantsMore = granted !== profile && !equalProfiles(granted, profile, place);
  return { confined, escalated, granted: wantsMore ? granted : profile, wantsMore };
}

/** What becomes of commands that no rule names. */
function heuristicsFor(command: Command, request: PolicyRequest, wish: Wish): HeuristicDecisions {
  const { approvalPolicy, sandboxUnavailable } = request;
  const unprotected = sandboxUnavailable !== undefined;
  // What only reads gets nothing from running outside of a sandbox that lets it read everything.
  const readsMore = wish.wantsMore && !(command.escalate && readsAll(request));
  const asksForAll = approvalPolicy === 'untrusted' || unprotected || wish.wantsMore;
  return {
    safe: unprotected || readsMore ? 'prompt' : 'allow',
    unknown: asksForAll ? 'prompt' : 'allow',
    dangerous: approvalPolicy !== 'never' ? 'prompt' : wish.confined ? 'forbidden' : 'allow',
  };
}

function readsAll({ profile, cwd, tmpdir }: PolicyRequest): boolean {
  return accessOf(bindProfile(profile, { cwd, tmpdir }), '/') !== 'none';
}

const SHELL = /^\/(?:usr\/(?:local\/)?)?bin\/(?:ba|da|k|z)?sh$/;

/** The tool's own shell is left out: a rule for `bash` means the one that a script starts. */
function judged({ argv, script, prefixRule }: Command, { execPolicy, rules }: Judge, heuristics: HeuristicDecisions) {
  const options = { rules, heuristics, prefixRule };
  const [shell = '', flag = '', text] = argv;
  const isShell = argv.length === 3 && SHELL.test(shell) && (flag === '-c' || flag === '-lc') && text === script;
  return isShell ? execPolicy.decide(script, options) : execPolicy.decideArgv(argv, options);
}

/** More than what is in force may be asked for only where the approval policy is to be asked. */
function refusedWish(
  { escalate }: Command,
  { approvalPolicy }: PolicyRequest,
  { wantsMore }: Wish,
): string | undefined {
  if (approvalPolicy === 'on-request' || !(escalate || wantsMore)) return undefined;
  const name = debugName(approvalPolicy);
  return escalate
    ? `approval policy is ${name}; reject command — you cannot ask for escalated permissions if the approval policy is ${name}`
    : `approval policy is ${name}; reject command — you cannot request additional permissions unless the approval policy is OnRequest`;
}

function ask(
  command: Command,
  { approvalPolicy, sandboxUnavailable }: PolicyRequest,
  wish: Wish,
  { found, because }: { readonly found: ScriptDecision; readonly because: string },
): PolicyDecision {
  const asking = found.judgements.filter(({ decision }) => decision === 'prompt');
  const byRule = decidingMatch(asking, 'prompt');
  const rule = byRule && ruleName(byRule.rule);
  const onlyRules = asking.length > 0 && asking.every(isRuled);
  const questions: Question[] = [...(byRule ? ['rules' as const] : []), ...(onlyRules ? [] : ['sandbox' as const])];
  const closed = questions.find((one) => !mayAsk(approvalPolicy, one));
  if (closed) {
    const missing = sandboxUnavailable === undefined ? '' : `${sandboxUnavailable} ${MEND} `;
    const reason = `${missing}${notAsked(approvalPolicy, closed)}`;
    return { kind: 'forbid', reason, because: rule ? `${policyName(approvalPolicy)}: ${rule}` : because };
  }
  const reason = byRule
    ? askedByRule(command.argv, byRule)
    : (command.justification ?? (sandboxUnavailable && `${sandboxUnavailable} Run it without?`));
  const { amendment } = found;
  return {
    kind: 'ask',
    profile: wish.granted,
    ...(reason !== undefined && { reason }),
    ...(amendment && { amendment: { prefix: amendment.prefix, alsoAllows: amendment.alsoAllows } }),
    because: rule ?? because,
  };
}

const isRuled = ({ matches }: Judgement): boolean => matches.length > 0;

const rulesThatAllow = (judgements: readonly Judgement[]): string =>
  [...new Set(judgements.flatMap(({ matches }) => matches.map(({ rule }) => ruleName(rule))))].join(', ');

/** Characters of a command that the log repeats: it has the whole elsewhere. */
const SHOWN = 80;

/** Why the part of a script that decided was judged so. */
function reasonOf(judgements: readonly Judgement[], decision: Judgement['decision']): string {
  const { source = '', heuristic } = judgements.find((one) => one.decision === decision && one.heuristic) ?? {};
  if (!heuristic) return 'the script runs nothing';
  const shown = source.length > SHOWN ? `${source.slice(0, SHOWN)}…` : source;
  return `\`${shown}\` is ${heuristic.verdict} (${heuristic.reason})`;
}
