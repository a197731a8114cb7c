import type { Secrets } from '@tenon/plugin-api/secrets';
import type { ProviderSettings } from './config.ts';
import { type Failure, failure } from './failure.ts';
import { OPENAI_BASE_URL, OPENAI_KEY } from './openai.ts';

/** Who asks, for headers and metadata. */
export interface ClientInfo {
  readonly originator: string;
  readonly version?: string | undefined;
  readonly installationId?: string | undefined;
}

/** Where requests of a provider go. */
export interface Endpoint {
  readonly url: string;
  /** The URL as messages may show it: without query, user and password. */
  readonly shownUrl: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The text with every secret of this endpoint blotted out. */
  redact(text: string): string;
}

function withPath(baseUrl: string, query: Readonly<Record<string, string>>): { url: string; shownUrl: string } {
  const url = new URL(baseUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/responses`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { url: url.href, shownUrl: `${url.origin}${url.pathname}` };
}

const missingKey = (name: string, settings: ProviderSettings): Failure =>
  failure({
    code: 'model_key_missing',
    message: [`Missing environment variable: \`${name}\`.`, settings.env_key_instructions].filter(Boolean).join(' '),
    codexErrorInfo: 'unauthorized',
    mend: `Set \`${name}\` to the API key of model provider "${settings.name}".`,
  });

const unsupportedAuth = (id: string, key: string): Failure =>
  failure({
    code: 'unsupported',
    message: `model_providers.${id}.${key} is not supported by this version.`,
    codexErrorInfo: 'other',
    mend: `Remove \`${key}\` and set \`env_key\` to the name of the variable that holds the API key.`,
  });

/** Finds the key. Undefined when the provider needs none. Throws a failure's error when it needs one that is not there. */
async function bearerOf(id: string, settings: ProviderSettings, secrets: Secrets): Promise<string | undefined> {
  for (const key of ['auth', 'aws']) {
    if (settings[key] !== undefined) throw unsupportedAuth(id, key).error;
  }
  const name = settings.env_key ?? (settings.requires_openai_auth ? OPENAI_KEY : undefined);
  if (name !== undefined) {
    // A key pasted with its line end is still that key.
    const key = (await secrets.get(name))?.trim();
    if (key) return key;
    if (settings.experimental_bearer_token === undefined) throw missingKey(name, settings).error;
  }
  return settings.experimental_bearer_token;
}

const lower = (headers: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

async function secretHeaders(settings: ProviderSettings, secrets: Secrets): Promise<Record<string, string>> {
  const found = await Promise.all(
    Object.entries(settings.env_http_headers ?? {}).map(
      async ([name, secret]) => [name.toLowerCase(), (await secrets.get(secret))?.trim()] as const,
    ),
  );
  return Object.fromEntries(found.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

function userAgent({ originator, version }: ClientInfo): string {
  return `${version ? `${originator}/${version}` : originator} (${process.platform}; ${process.arch})`;
}

/**
 * URL and headers of a provider's requests. Secrets are asked for each time, so that a key set later is used.
 * Throws `model_key_missing` (`unauthorized`) when the key is not there.
 */
export async function resolveEndpoint(
  id: string,
  settings: ProviderSettings,
  client: ClientInfo,
  secrets: Secrets,
): Promise<Endpoint> {
  const [bearer, hidden] = await Promise.all([bearerOf(id, settings, secrets), secretHeaders(settings, secrets)]);
  const { url, shownUrl } = withPath(settings.base_url ?? OPENAI_BASE_URL, settings.query_params ?? {});
  const given = lower(settings.http_headers);
  const secretTexts = [
    bearer,
    ...Object.values(hidden),
    ...Object.values(given),
    ...Object.values(settings.query_params ?? {}),
  ]
    .filter((text) => text !== undefined)
    // Shorter ones are no secrets (`1`, `true`, a version), and blotting them out would garble messages.
    .filter((text) => text.length >= 8);
  return {
    url,
    shownUrl,
    headers: {
      originator: client.originator,
      'user-agent': userAgent(client),
      ...given,
      ...hidden,
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      accept: 'text/event-stream',
      'content-type': 'application/json',
    },
    redact: (text) => secretTexts.reduce((shown, secret) => shown.replaceAll(secret, '***'), text),
  };
}
