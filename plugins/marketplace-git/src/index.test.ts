import { testPlugin } from '@tenon/testing/plugin';
import plugin from './index.ts';

testPlugin(plugin, { config: { env: { PATH: '/bin' } }, invalidConfig: { timeout_ms: 0 } });
