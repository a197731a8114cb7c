import type { Logger } from '@tenon/plugin-api/logger';
import type { ModelProvider } from '@tenon/plugin-api/model-provider';
import type { Secrets } from '@tenon/plugin-api/secrets';
import { catalog } from './catalog.ts';
import type { ProviderSettings } from './config.ts';
import type { ClientInfo } from './endpoint.ts';
import { streamResponse } from './stream-response.ts';
import { createTransport } from './transport.ts';
import { backoff, wait } from './wait.ts';

export interface ProviderNeeds {
  readonly client: ClientInfo;
  readonly secrets: Secrets;
  readonly logger: Logger;
}

/** What tests put in the place of chance and time. */
export interface ProviderClock {
  /** 0 to 1, for jitter. Default `Math.random`. */
  readonly random?: () => number;
  /** Default: a timer. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A provider that speaks the Responses API at `settings.base_url`. Opens no connection before it is asked. */
export function createProvider(
  id: string,
  settings: ProviderSettings,
  needs: ProviderNeeds,
  clock: ProviderClock = {},
): ModelProvider {
  const random = clock.random ?? Math.random;
  const context = {
    id,
    settings,
    ...needs,
    transport: createTransport(),
    backoff: (attempt: number) => backoff(attempt, random()),
    wait: clock.wait ?? wait,
  };
  return {
    name: settings.name,
    models: () => Promise.resolve(catalog()),
    stream: (request, { signal }) => streamResponse(request, signal, context),
  };
}
