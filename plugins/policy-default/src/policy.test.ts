import type { ExecRuleSources, ExecRules } from '@tenon/plugin-api/exec-rules';
import type { PolicyDecision, PolicyRequest } from '@tenon/plugin-api/policy';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { PermissionProfile } from '@tenon/protocol';
import { accessOf, bindProfile, equalProfiles, escalatedProfile } from '@tenon/sandboxing';
import { testPlugin } from '@tenon/testing/plugin';
import { describe, expect, test } from 'vitest';
import { ACTIONS, matrixCases, POLICIES, PROFILES, RULES, TABLE, UNCONFINED_TABLE } from '../test/matrix.ts';
import plugin from './index.ts';
import { createPolicy } from './policy.ts';

testPlugin(plugin);

const place = { cwd: '/ws', tmpdir: '/scratch' };

const rulesOf = (sources: ExecRuleSources): ExecRules => ({
  read: async () => sources,
  append: () => Promise.reject(new Error('nothing is appended here')),
});

/** As the core finds it, links aside. */
function isWithin(action: ToolAction, profile: PermissionProfile): boolean {
  if (action.type !== 'fileChange' || profile.type !== 'managed') return true;
  const bound = bindProfile(profile, place);
  return action.changes.every(({ path }) => accessOf(bound, path) === 'write');
}

const complete = (request: Omit<PolicyRequest, 'withinProfile' | 'sandboxUnavailable'>, why?: string) => ({
  ...request,
  withinProfile: isWithin(request.action, request.profile),
  sandboxUnavailable: why,
});

function cellOf(decision: PolicyDecision, { profile, action }: PolicyRequest): string {
  expect(decision.because).toBeTruthy();
  if (decision.kind === 'forbid') return 'no';
  const kept = equalProfiles(decision.profile, profile, place);
  if (!kept && !(action.type === 'command' && action.additionalPermissions))
    expect(equalProfiles(decision.profile, escalatedProfile(profile), place)).toBe(true);
  if (decision.kind === 'ask') return kept ? 'ask' : 'ASK';
  if (!decision.retry) return kept ? 'run' : 'RUN';
  expect(decision.retry).toEqual(escalatedProfile(profile));
  expect(kept).toBe(true);
  return 'run+';
}

const policy = createPolicy(rulesOf(RULES));

describe('the table', () => {
  test.each(matrixCases(TABLE))('$name', async ({ request, expected }) => {
    const asked = complete(request);
    expect(cellOf(await policy.decide(asked), asked)).toBe(expected);
  });

  test('it has every action, profile and policy', () => {
    const named = matrixCases(TABLE).map(({ name }) => name.split(' / '));
    expect(new Set(named.map(([action]) => action))).toEqual(new Set(Object.keys(ACTIONS)));
    expect(new Set(named.map(([, profile]) => profile))).toEqual(new Set(Object.keys(PROFILES)));
    expect(new Set(named.map(([, , name]) => name))).toEqual(new Set(Object.keys(POLICIES)));
  });
});

describe('where no sandbox can confine a command', () => {
  test.each(matrixCases(UNCONFINED_TABLE))('$name', async ({ request, expected }) => {
    const asked = complete(request, 'No sandbox.');
    expect(cellOf(await policy.decide(asked), asked)).toBe(expected);
  });
});
