import { definePlugin } from '@tenon/plugin-api';

/** An OpenAI-compatible Responses API over SSE. */
export default definePlugin({
  id: 'tenon.provider-responses',
  register: () => [],
});
