import type { Environment } from '@tenon/plugin-api/environment';
import type { SandboxPolicy } from '@tenon/protocol';
import { profileOfPolicy } from '@tenon/sandboxing';
import { defaultSkillSettings } from '@tenon/skills';
import { expect, test } from 'vitest';
import { settingsFromRollout } from './rollout-settings.ts';
import type { ThreadSettings } from './settings.ts';
import { localDate, turnContextLine } from './turn-context-line.ts';

const settings: ThreadSettings = {
  cwd: '/work',
  model: 'm',
  modelProvider: 'p',
  approvalPolicy: 'untrusted',
  approvalsReviewer: 'user',
  permissionProfile: { type: 'disabled' },
  activePermissionProfile: null,
  networkKeptOff: false,
  effort: 'high',
  summary: 'auto',
  serviceTier: null,
  verbosity: null,
  baseInstructions: null,
  developerInstructions: null,
  skills: defaultSkillSettings,
};

const policies: readonly SandboxPolicy[] = [
  { type: 'dangerFullAccess' },
  { type: 'externalSandbox', networkAccess: 'enabled' },
  { type: 'readOnly', networkAccess: true },
  {
    type: 'workspaceWrite',
    writableRoots: ['/other'],
    networkAccess: true,
    excludeTmpdirEnvVar: true,
    excludeSlashTmp: false,
  },
];

const environment = { platform: { timezone: 'UTC' } } as Environment;

test.each(policies)('what a turn_context line says comes back: $type', (sandboxPolicy) => {
  const line = turnContextLine({
    turnId: 't',
    settings: { ...settings, permissionProfile: profileOfPolicy(sandboxPolicy) },
    environment,
    date: '2026-01-02',
    outputSchema: undefined,
  });
  // As it stands in a file.
  const read = JSON.parse(JSON.stringify(line)) as typeof line;
  if (read.type !== 'turn_context') throw new Error('no turn_context');
  expect(settingsFromRollout(read.payload)).toEqual({
    cwd: '/work',
    model: 'm',
    approvalPolicy: 'untrusted',
    permissionProfile: profileOfPolicy(sandboxPolicy),
    activePermissionProfile: null,
    effort: 'high',
  });
});

test('what nobody knows is left out', () => {
  const base = { cwd: '/w', model: 'm', summary: 'auto' };
  expect(settingsFromRollout(null)).toEqual({});
  expect(
    settingsFromRollout({
      ...base,
      approval_policy: 'sometimes',
      sandbox_policy: { type: 'glass-box' },
      effort: 'max',
    }),
  ).toEqual({ cwd: '/w', model: 'm' });
  const granular = { granular: { sandbox_approval: true } };
  expect(settingsFromRollout({ ...base, approval_policy: granular, sandbox_policy: null })).toMatchObject({
    approvalPolicy: granular,
  });
});

test('dates are local', () => {
  expect(localDate(new Date(2026, 0, 2, 23, 59))).toBe('2026-01-02');
});
