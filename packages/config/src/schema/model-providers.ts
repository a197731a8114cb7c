import * as z from 'zod/mini';
import { count, flag, named, positive, string, table, text, textMap, texts, word } from './kinds.ts';

/** `[model_providers.<id>]`. Times in milliseconds. `wire_api` knows one word: chat completions are not spoken. */
const modelProvider = () =>
  z.object({
    name: z.optional(z.string().check(z.minLength(1))),
    base_url: text,
    env_key: text,
    env_key_instructions: text,
    experimental_bearer_token: text,
    auth: table({
      command: string,
      args: texts,
      timeout_ms: positive,
      refresh_interval_ms: count,
      cwd: text,
    }),
    aws: table({ profile: text, region: text }),
    wire_api: word(['responses']),
    query_params: textMap,
    http_headers: textMap,
    env_http_headers: textMap,
    request_max_retries: count,
    stream_max_retries: count,
    stream_idle_timeout_ms: count,
    websocket_connect_timeout_ms: count,
    requires_openai_auth: flag,
    supports_websockets: flag,
  });

/** `[model_providers]`, by id. Which ids and combinations are allowed is in `rules.ts`. */
export const modelProviders = () => named(modelProvider());
