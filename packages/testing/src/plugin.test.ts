import { readFile } from 'node:fs';
import { definePlugin } from '@tenon/plugin-api';
import { logger } from '@tenon/plugin-api/logger';
import { promptFragments } from '@tenon/plugin-api/prompt';
import { expect, test } from 'vitest';
import { testPlugin } from './plugin.ts';
import { type PluginSuite, pluginChecks } from './plugin-checks.ts';

const fragment = () => ({ role: 'user' as const, read: async () => ({ text: 'hello' }) });
const good = definePlugin({ id: 'acme.good', register: () => [promptFragments.add('good', fragment)] });
const log = definePlugin({
  id: 'acme.log',
  register: () => [logger.provide(() => ({ log: () => {} }) as never)],
});

testPlugin(good);

const needy = definePlugin({
  id: 'acme.needy',
  needs: { logger },
  register: ({ needs }) => [
    promptFragments.add('needy', () => {
      if (!needs.logger) throw new Error('no logger');
      return fragment();
    }),
  ],
});

testPlugin(needy, { others: [log] });

const INERT = 'registering is inert: the same twice, at once, and without I/O';
const ACTIVE = 'is active in a runtime, and everything it contributes can be made';
let calls = 0;

const bad: readonly [string, string, typeof good, PluginSuite?][] = [
  ['has a dotted id and api v1', 'has a plain id', { ...good, id: 'good' }],
  [
    INERT,
    'reads a file while registering',
    definePlugin({
      id: 'acme.reads',
      register: () => {
        readFile('/', () => {});
        return [];
      },
    }),
  ],
  [
    INERT,
    'starts a timer while registering',
    definePlugin({
      id: 'acme.timer',
      register: () => {
        setTimeout(() => {}, 1);
        return [];
      },
    }),
  ],
  [
    INERT,
    'registers something else each time',
    definePlugin({
      id: 'acme.changing',
      register: () => {
        calls += 1;
        return [promptFragments.add(`n${calls}`, fragment)];
      },
    }),
  ],
  [
    INERT,
    'uses a need while registering',
    definePlugin({
      id: 'acme.early',
      needs: { logger },
      register: ({ needs }) => (needs.logger ? [] : []),
    }) as typeof good,
  ],
  ['contributes only to points that are known, in their version', 'uses a point the host lacks', good, { points: [] }],
  [
    ACTIVE,
    'cannot make its member',
    definePlugin({
      id: 'acme.broken',
      register: () => [
        promptFragments.add('broken', () => {
          throw new Error('broken');
        }),
      ],
    }),
  ],
  [ACTIVE, 'needs what nobody provides', needy as typeof good],
];

test.each(bad)('"%s" finds a plugin that %s', async (check, _, plugin, suite = {}) => {
  await expect(pluginChecks[check]?.(plugin, suite)).rejects.toThrow();
});
