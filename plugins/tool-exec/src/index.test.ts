import { testPlugin } from '@tenon/testing/plugin';
import { testTool } from '@tenon/testing/tool';
import { ToolExecConfig } from './config.ts';
import { createExecTools } from './exec-tools.ts';
import plugin from './index.ts';

testPlugin(plugin, { config: { allow_login_shell: false }, invalidConfig: { default_yield_time_ms: 'soon' } });

testTool('exec_command', {
  make: () => createExecTools(ToolExecConfig.parse({})).execCommand,
  valid: '{"cmd":"echo made > made.txt; cat made.txt"}',
  invalid: ['{}', '{"cmd":7}', '{"cmd":"ls","yield_time_ms":-1}', '{"cmd":"ls","sandbox_permissions":"all"}'],
  slow: '{"cmd":"sleep 30","yield_time_ms":30000}',
});
