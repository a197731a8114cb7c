import { testModelProvider } from '@tenon/testing/model-provider';
import { ProviderSettings } from './config.ts';
import { createProvider } from './provider.ts';
import { wait } from './wait.ts';

testModelProvider({
  name: 'provider-responses',
  create: (setup) =>
    createProvider(
      'test',
      ProviderSettings.parse({
        name: 'Test',
        base_url: setup.baseUrl,
        request_max_retries: setup.requestMaxRetries,
        stream_max_retries: setup.streamMaxRetries,
        stream_idle_timeout_ms: setup.streamIdleTimeoutMs,
      }),
      {
        client: { originator: 'tenon' },
        secrets: { get: async () => undefined },
        logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      },
      // A hundredth of the time: 2 ms for the first retry, 6 s for a `Retry-After` of ten minutes.
      { wait: (ms, signal) => wait(ms / 100, signal) },
    ),
});
