import type { AnyPlugin } from '@tenon/plugin-api';
import { describe, test } from 'vitest';
import { type PluginSuite, pluginChecks } from './plugin-checks.ts';

export { allPoints, type PluginSuite } from './plugin-checks.ts';

/** Registers the tests (vitest) that every plugin must pass. */
export function testPlugin(plugin: AnyPlugin, suite: PluginSuite = {}): void {
  describe(`plugin contract: ${plugin.id}`, () => {
    for (const [what, check] of Object.entries(pluginChecks)) test(what, () => check(plugin, suite));
  });
}
