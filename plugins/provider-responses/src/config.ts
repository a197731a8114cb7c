import * as z from 'zod/mini';

/** The providers this plugin brings; a configured one must not take their ids. */
const BUILT_IN = ['openai'];

const retries = (byDefault: number) => z._default(z.int().check(z.minimum(0)), byDefault);
const strings = z.record(z.string(), z.string());

const isHttpUrl = (text: string) => /^https?:$/.test(URL.parse(text)?.protocol ?? '');
const httpUrl = z.string().check(z.refine(isHttpUrl, 'must be an http:// or https:// URL'));

/** One `[model_providers.<id>]` of the configuration, with Codex's keys. Keys it does not know are left alone. */
export const ProviderSettings = z.looseObject({
  /** For people. */
  name: z.string().check(z.minLength(1, 'must not be empty')),
  /** Where `/responses` is found. Default: OpenAI's. */
  base_url: z.optional(httpUrl),
  /** The secret that holds the API key. */
  env_key: z.optional(z.string()),
  /** Shown when that secret is missing: how to get one. */
  env_key_instructions: z.optional(z.string()),
  /** The key itself. `env_key` is safer. */
  experimental_bearer_token: z.optional(z.string()),
  /** Added to the URL of each request. */
  query_params: z.optional(strings),
  http_headers: z.optional(strings),
  /** Header name to the secret that holds its value; left out when there is no such secret. */
  env_http_headers: z.optional(strings),
  /** Retries of a request that got no answer, a 429 or a 5xx. Default 4; more than 100 counts as 100. */
  request_max_retries: retries(4),
  /** Retries of a response that broke off. Default 5; more than 100 counts as 100. */
  stream_max_retries: retries(5),
  /** Silence after which a response counts as broken off. Default 300,000. */
  stream_idle_timeout_ms: z._default(z.int().check(z.minimum(1)), 300_000),
  wire_api: z.optional(
    z.literal('responses', 'only "responses" is supported; remove this key or set it to "responses"'),
  ),
  /** Use the key of the built-in `openai` provider when this one names none. Default false. */
  requires_openai_auth: z.optional(z.boolean()),
  /** Accepted and not used: requests go over HTTP. */
  supports_websockets: z.optional(z.boolean()),
});
export type ProviderSettings = z.infer<typeof ProviderSettings>;

const reserved = (providers: Record<string, unknown>) => BUILT_IN.filter((id) => Object.hasOwn(providers, id));

export const ResponsesConfig = z.looseObject({
  /** By id: what `model_provider` names. */
  providers: z._default(
    z.record(z.string(), ProviderSettings).check(
      z.refine((providers) => reserved(providers).length === 0, {
        error: ({ input }) =>
          `model_providers contains reserved built-in provider IDs: ${reserved(input as Record<string, unknown>)
            .map((id) => `\`${id}\``)
            .join(', ')}. Give yours another id, such as \`openai-custom\`.`,
      }),
    ),
    {},
  ),
  /** Where the built-in `openai` provider is. Default `https://api.openai.com/v1`. */
  openai_base_url: z.optional(httpUrl),
  /** Who asks: the `originator` header, and the first word of the user agent. Default `tenon`. */
  originator: z._default(z.string(), 'tenon'),
  /** In the user agent, after the originator. */
  version: z.optional(z.string()),
  /** Sent as `client_metadata`. */
  installationId: z.optional(z.string()),
});
export type ResponsesConfig = z.infer<typeof ResponsesConfig>;
