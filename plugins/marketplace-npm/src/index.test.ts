import { testPlugin } from '@tenon/testing/plugin';
import plugin from './index.ts';

testPlugin(plugin, { config: { npmrc: { registry: 'http://127.0.0.1/' } }, invalidConfig: { npmrc: { registry: 1 } } });
