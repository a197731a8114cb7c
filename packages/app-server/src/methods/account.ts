import { secrets } from '@tenon/plugin-api/secrets';
import type { Handler, ServerSide } from '../handler.ts';
import type { Host } from '../host.ts';
import { invalidRequest } from '../rpc-error.ts';
import { chooseProvider } from '../thread-settings.ts';

/** The secret that an API-key account is. */
const KEY = 'OPENAI_API_KEY';

const unsupported = (what: string, missing: string, mend: string) =>
  invalidRequest(`${what} is unsupported in this version: ${missing}`, { code: 'unsupported', mend });

/** Whether the provider of new threads takes the key of OpenAI. */
async function requiresOpenaiAuth({ config, runtime }: Host): Promise<boolean> {
  using generation = runtime.acquire();
  const provider = await chooseProvider(config, generation);
  return provider === 'openai' || (config.model_providers?.[provider]?.requires_openai_auth ?? false);
}

async function hasKey({ runtime }: Host): Promise<boolean> {
  using generation = runtime.acquire();
  return Boolean(await generation.find(secrets)?.get(KEY));
}

/** Keeps the key, or forgets it. */
async function store({ runtime }: Host, key: string | null): Promise<void> {
  using generation = runtime.acquire();
  const service = generation.find(secrets);
  if (!service?.set) {
    throw unsupported('login', 'the `secrets` service keeps no secrets', `Set the environment variable ${KEY}.`);
  }
  await service.set(KEY, key);
}

async function announce(server: ServerSide): Promise<void> {
  const authMode = (await hasKey(await server.host())) ? 'apikey' : null;
  server.broadcast({ method: 'account/updated', params: { authMode, planType: null } });
}

export const accountRead: Handler<'account/read'> = async (_, { server }) => {
  const host = await server.host();
  const account = (await hasKey(host)) ? { type: 'apiKey' as const } : null;
  return { account, requiresOpenaiAuth: await requiresOpenaiAuth(host) };
};

export const accountLoginStart: Handler<'account/login/start'> = async (params, { server, afterResponse }) => {
  if (params.type !== 'apiKey') {
    throw unsupported(`login with ${params.type}`, 'there are no ChatGPT accounts', 'Log in with type apiKey.');
  }
  const apiKey = params.apiKey.trim();
  if (!apiKey) throw invalidRequest('apiKey must not be empty');
  // Anything else could not stand in a header.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw invalidRequest('apiKey has characters that no API key has');
  const host = await server.host();
  const { forced_login_method: forced, cli_auth_credentials_store: kept } = host.config as Record<string, unknown>;
  if (forced === 'chatgpt') throw invalidRequest('API key login is disabled. Use ChatGPT login instead.');
  if (kept === 'keyring' || kept === 'ephemeral') {
    const mend = 'Set it to "file", or take it out of config.toml.';
    throw unsupported(`cli_auth_credentials_store = "${kept}"`, 'keys are kept in auth.json alone', mend);
  }
  await store(host, apiKey);
  const loggedIn = { loginId: null, success: true, error: null };
  afterResponse(() => {
    server.broadcast({ method: 'account/login/completed', params: loggedIn });
    server.broadcast({ method: 'account/updated', params: { authMode: 'apikey', planType: null } });
  });
  return { type: 'apiKey' };
};

/** A login by key is done at once: there is never one under way. */
export const accountLoginCancel: Handler<'account/login/cancel'> = () => ({ status: 'notFound' });

/** The stored key goes. One in the environment stays, and `account/updated` says so. */
export const accountLogout: Handler<'account/logout'> = async (_, { server, afterResponse }) => {
  await store(await server.host(), null);
  afterResponse(() => void announce(server).catch((error) => server.report(error)));
  return {};
};

/** Limits are those of ChatGPT plans. */
export const accountRateLimitsRead: Handler<'account/rateLimits/read'> = async (_, { server }) => {
  throw invalidRequest(
    (await hasKey(await server.host()))
      ? 'chatgpt authentication required to read rate limits'
      : 'codex account authentication required to read rate limits',
  );
};
