import { expect, test } from 'vitest';
import { EnvironmentLocalConfig } from './config.ts';
import { commandVariables } from './variables.ts';

const HOST = { PATH: '/bin', HOME: '/h', EDITOR: 'vi', API_KEY: 'k', my_token: 't', TERM: 'xterm' };

const named = (policy?: object) => {
  const config = EnvironmentLocalConfig.parse({ env: HOST, ...(policy && { shell_environment_policy: policy }) });
  const variables = commandVariables(config.env, config.shell_environment_policy);
  const always = commandVariables({}, undefined);
  return Object.keys(variables)
    .filter((name) => !(name in always))
    .sort();
};

test.each([
  [undefined, ['API_KEY', 'EDITOR', 'HOME', 'PATH', 'my_token']],
  [{}, ['API_KEY', 'EDITOR', 'HOME', 'PATH', 'my_token']],
  [{ inherit: 'core' }, ['HOME', 'PATH']],
  [{ inherit: 'none', set: { A: '1' } }, ['A']],
  [{ ignore_default_excludes: false }, ['EDITOR', 'HOME', 'PATH']],
  [{ exclude: ['ed*', 'h?me', 'p.th'] }, ['API_KEY', 'PATH', 'my_token']],
  [{ exclude: ['*'], set: { A: '1', B: '2' }, include_only: ['a', 'PATH'] }, ['A']],
])('%j', (policy, expected) => {
  expect(named(policy)).toEqual(expected);
});

test('commands never page, colour or guess the encoding, whatever was set', () => {
  const config = EnvironmentLocalConfig.parse({
    env: HOST,
    shell_environment_policy: { set: { PAGER: 'less', A: '1' } },
  });
  expect(commandVariables(config.env, config.shell_environment_policy)).toMatchObject({
    A: '1',
    CODEX_CI: '1',
    NO_COLOR: '1',
    TERM: 'dumb',
    COLORTERM: '',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    LC_CTYPE: 'C.UTF-8',
    PAGER: 'cat',
    GIT_PAGER: 'cat',
    GH_PAGER: 'cat',
  });
});
