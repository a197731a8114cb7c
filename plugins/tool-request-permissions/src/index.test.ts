import { testPlugin } from '@tenon/testing/plugin';
import plugin from './index.ts';

testPlugin(plugin);
