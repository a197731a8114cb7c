import type { ProviderSettings } from './config.ts';

export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/** The secret that holds the key of the built-in provider. */
export const OPENAI_KEY = 'OPENAI_API_KEY';

/** The built-in provider. */
export const OPENAI: ProviderSettings = {
  name: 'OpenAI',
  base_url: OPENAI_BASE_URL,
  env_key: OPENAI_KEY,
  env_key_instructions: 'Create a key at https://platform.openai.com/api-keys and set it in the environment.',
  request_max_retries: 4,
  stream_max_retries: 5,
  stream_idle_timeout_ms: 300_000,
};
