import * as z from 'zod/mini';
import { count } from './count.ts';

const auth = z.object({
  command: z.string(),
  args: z.optional(z.array(z.string())),
  timeout_ms: z.optional(count()),
  refresh_interval_ms: z.optional(count()),
  cwd: z.optional(z.string()),
});

/** `[model_providers.<id>]`. Times in milliseconds. `wire_api` knows one word: chat completions are not spoken. */
const modelProvider = z.object({
  name: z.optional(z.string().check(z.minLength(1))),
  base_url: z.optional(z.string()),
  env_key: z.optional(z.string()),
  env_key_instructions: z.optional(z.string()),
  experimental_bearer_token: z.optional(z.string()),
  auth: z.optional(auth),
  aws: z.optional(z.record(z.string(), z.unknown())),
  wire_api: z.optional(z.enum(['responses'])),
  query_params: z.optional(z.record(z.string(), z.string())),
  http_headers: z.optional(z.record(z.string(), z.string())),
  env_http_headers: z.optional(z.record(z.string(), z.string())),
  request_max_retries: z.optional(count()),
  stream_max_retries: z.optional(count()),
  stream_idle_timeout_ms: z.optional(count()),
  websocket_connect_timeout_ms: z.optional(count()),
  requires_openai_auth: z.optional(z.boolean()),
  supports_websockets: z.optional(z.boolean()),
});

/** `[model_providers]`, by id. Which ids and combinations are allowed is in `rules.ts`. */
export const modelProviders = z.record(z.string(), modelProvider);
