import { describe } from 'vitest';
import { cancellationSuite } from './model-provider/cancellation.ts';
import { errorsSuite, retriesSuite } from './model-provider/faults.ts';
import { concurrencySuite, orderSuite, usageSuite } from './model-provider/order.ts';
import type { ModelProviderContract, ModelProviderSuite } from './model-provider/setup.ts';
import { wireSuite } from './model-provider/wire.ts';

export type { ContractSetup, ModelProviderContract, ModelProviderSuite } from './model-provider/setup.ts';
export { modelRequest } from './model-provider/setup.ts';

const SUITES: Readonly<Record<ModelProviderSuite, (contract: ModelProviderContract) => void>> = {
  order: orderSuite,
  usage: usageSuite,
  cancellation: cancellationSuite,
  concurrency: concurrencySuite,
  wire: wireSuite,
  retries: retriesSuite,
  errors: errorsSuite,
};

/**
 * Registers the tests (vitest) that every model provider must pass. Call it in a test file:
 * `testModelProvider({ name: 'mine', create: ({ baseUrl }) => createMine(baseUrl) })`.
 */
export function testModelProvider(contract: ModelProviderContract): void {
  describe(`model provider contract: ${contract.name}`, () => {
    for (const [name, suite] of Object.entries(SUITES)) {
      if (contract.suites?.includes(name as ModelProviderSuite) ?? true) suite(contract);
    }
  });
}
