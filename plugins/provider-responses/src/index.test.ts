import type { Scope } from '@tenon/plugin-api';
import type { ModelProvider } from '@tenon/plugin-api/model-provider';
import { expect, test } from 'vitest';
import { ResponsesConfig } from './config.ts';
import plugin from './index.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function register(config: unknown) {
  const needs = { secrets: { get: async () => undefined }, logger: silent };
  return plugin.register({ config: ResponsesConfig.parse(config), needs });
}

test('contributes openai and every configured provider', async () => {
  const contributions = register({ providers: { mock: { name: 'Mock', base_url: 'http://127.0.0.1:1/v1' } } });
  expect(contributions.map(({ point, name }) => `${point}/${name}`)).toEqual([
    'modelProviders/openai',
    'modelProviders/mock',
  ]);
  const provider = (await contributions[1]?.make?.({} as Scope)) as ModelProvider;
  expect(provider.name).toBe('Mock');
});

test('every provider knows the catalogue, with one default', async () => {
  for (const contribution of register({ providers: { mock: { name: 'Mock' } } })) {
    const provider = (await contribution.make?.({} as Scope)) as ModelProvider;
    const models = await provider.models(new AbortController().signal);
    expect(models.map(({ id }) => id)).toEqual(['gpt-5.5', 'gpt-5.4', 'gpt-5.2']);
    expect(models.map(({ isDefault }) => isDefault)).toEqual([true, false, false]);
    for (const model of models) {
      expect(model).toMatchObject({ contextWindow: 272_000, supportsFreeformTools: true });
      const efforts = model.supportedReasoningEfforts.map(({ reasoningEffort }) => reasoningEffort);
      expect(efforts).toContain(model.defaultReasoningEffort);
    }
  }
});

test('without its key the built-in provider says which variable to set, and asks nobody', async () => {
  const [openai] = register({ openai_base_url: 'http://127.0.0.1:1/v1' });
  const provider = (await openai?.make?.({} as Scope)) as ModelProvider;
  const request = {
    model: 'gpt-5.5',
    instructions: '',
    input: [],
    tools: [],
    parallelToolCalls: true,
    reasoning: null,
    threadId: 't',
    turnId: 'u',
  };
  const events = provider.stream(request, { signal: new AbortController().signal })[Symbol.asyncIterator]();
  await expect(events.next()).rejects.toMatchObject({
    code: 'model_key_missing',
    codexErrorInfo: 'unauthorized',
    message: expect.stringMatching(/^Missing environment variable: `OPENAI_API_KEY`\. .+api-keys/),
    mend: expect.stringContaining('OPENAI_API_KEY'),
  });
});
