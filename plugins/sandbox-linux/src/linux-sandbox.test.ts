import { testSandbox } from '@tenon/testing/sandbox';
import { SandboxLinuxConfig } from './config.ts';
import { createLinuxSandbox } from './linux-sandbox.ts';

testSandbox('bubblewrap', (scope) => createLinuxSandbox(SandboxLinuxConfig.parse({ max_processes: 512 }), scope));
