import { testSandbox } from '@tenon/testing/sandbox';
import { SandboxLinuxConfig } from '../config.ts';
import { createLinuxSandbox } from '../linux-sandbox.ts';

testSandbox(
  'landlock',
  (scope) => createLinuxSandbox(SandboxLinuxConfig.parse({ mechanism: 'landlock', max_processes: 512 }), scope),
  {
    fixedFolders: true,
  },
);
