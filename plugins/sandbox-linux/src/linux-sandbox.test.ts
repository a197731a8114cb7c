import { testSandbox } from '@tenon/testing/sandbox';
import { SandboxLinuxConfig } from './config.ts';
import { createLinuxSandbox } from './linux-sandbox.ts';

const config = SandboxLinuxConfig.parse({ mechanism: 'bubblewrap', max_processes: 512 });

testSandbox('bubblewrap', (scope) => createLinuxSandbox(config, scope));
