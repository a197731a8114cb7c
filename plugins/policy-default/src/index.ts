import { definePlugin } from '@tenon/plugin-api';
import { policy } from '@tenon/plugin-api/policy';
import { decide } from './decide.ts';

/** When a person is asked: approval policy and sandbox policy, as the wire defines them. */
export default definePlugin({
  id: 'tenon.policy-default',
  register: () => [policy.provide(() => ({ decide }))],
});
