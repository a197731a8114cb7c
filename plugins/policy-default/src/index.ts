import { definePlugin, optional } from '@tenon/plugin-api';
import { execRules } from '@tenon/plugin-api/exec-rules';
import { policy } from '@tenon/plugin-api/policy';
import { createPolicy } from './policy.ts';

/** When a person is asked: approval policy, permission profile and rules about commands. */
export default definePlugin({
  id: 'tenon.policy-default',
  needs: { execRules: optional(execRules) },
  register: ({ needs }) => [policy.provide(() => createPolicy(needs.execRules))],
});
