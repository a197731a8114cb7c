import { definePlugin } from '@tenon/plugin-api';

/** When a person is asked: approval policy and sandbox policy, as the wire defines them. */
export default definePlugin({
  id: 'tenon.policy-default',
  register: () => [],
});
