import { describe, expect, test } from 'vitest';
import { dotted } from './dotted.ts';
import { parseFile } from './parse-file.ts';
import { problemsOf } from './problem.ts';
import { brokenRules } from './rules.ts';
import { brokenRequirements } from './rules-requirements.ts';
import { configSchema } from './schema/config.ts';
import { requirementsSchema } from './schema/requirements.ts';

const table = (toml: string) => parseFile('x.toml', toml);
const said = (problems: ReturnType<typeof brokenRules>) =>
  problems.map(({ path, message }) => `${dotted(path)}: ${message}`);

describe('config.toml', () => {
  const broken = (toml: string): string[] => {
    expect(problemsOf(configSchema, table(toml))).toEqual([]);
    return said(brokenRules(table(toml)));
  };

  test.each([
    ['mcp_servers.s = {}', ['mcp_servers.s.command: invalid transport: expected `command` or `url`, got neither']],
    [
      'mcp_servers.s = { command = "x", url = "y" }',
      ['mcp_servers.s.url: expected nothing: url is not supported for stdio'],
    ],
    [
      'mcp_servers.s = { url = "y", args = [], bearer_token = "t" }',
      [
        'mcp_servers.s.args: expected nothing: args is not supported for streamable_http',
        'mcp_servers.s.bearer_token: expected nothing: bearer_token is not supported for streamable_http',
      ],
    ],
    ['features.apps = {}', ['features.apps: expected boolean, got table']],
    ['profiles.p.features.apps = {}', ['profiles.p.features.apps: expected boolean, got table']],
    [
      'features.apps_mcp_path_override = { usage_hint_text = "x" }',
      ['features.apps_mcp_path_override.usage_hint_text: expected nothing: the feature has the keys enabled, path'],
    ],
    [
      '[[hooks.Stop]]\nhooks = [{ type = "prompt" }, { type = "command" }]',
      ['hooks.Stop.0.hooks.1.command: expected string, got nothing'],
    ],
    [
      'experimental_thread_store = { type = "remote" }',
      ['experimental_thread_store.endpoint: expected string, got nothing'],
    ],
    ['model_providers.m = { base_url = "x" }', ['model_providers.m.name: expected non-empty string, got nothing']],
  ])('%s', (toml, problems) => {
    expect(broken(toml)).toEqual(problems);
  });

  test.each([
    'mcp_servers.s = { command = "x", args = [], env_vars = ["A", { name = "B", source = "local" }] }',
    'mcp_servers.s = { url = "x", http_headers = { a = "b" }, scopes = [] }',
    'features = { apps = false, multi_agent_v2 = { enabled = true, usage_hint_text = "x" } }',
    '[[hooks.Stop]]\nhooks = [{ type = "command", command = "x" }]',
    'experimental_thread_store = { type = "local" }',
    'model_providers.amazon-bedrock = { aws = { region = "x" } }',
  ])('%s stands', (toml) => {
    expect(broken(toml)).toEqual([]);
  });
});

describe('requirements.toml', () => {
  const broken = (toml: string): string[] => {
    expect(problemsOf(requirementsSchema, table(toml))).toEqual([]);
    return said(brokenRequirements(table(toml)));
  };

  test.each([
    [
      'allowed_sandbox_modes = ["workspace-write"]',
      ['allowed_sandbox_modes: expected an array with "read-only" in it, got only "workspace-write"'],
    ],
    [
      'remote_sandbox_config = [{ hostname_patterns = ["a"], allowed_sandbox_modes = ["danger-full-access"] }]',
      [
        'remote_sandbox_config.0.allowed_sandbox_modes: expected an array with "read-only" in it, got only "danger-full-access"',
      ],
    ],
    [
      'rules.prefix_rules = [{ pattern = [{ token = "a" }, {}, { token = "b", any_of = ["c"] }], decision = "prompt" }]',
      [
        'rules.prefix_rules.0.pattern.1: expected either `token` or `any_of`, got neither',
        'rules.prefix_rules.0.pattern.2: expected either `token` or `any_of`, got both',
      ],
    ],
    [
      'experimental_network = { domains = { a = "allow" }, denied_domains = ["b"] }',
      ['experimental_network.denied_domains: expected nothing, got both it and `domains`, which replaces it'],
    ],
  ])('%s', (toml, problems) => {
    expect(broken(toml)).toEqual(problems);
  });

  test('what does not contradict itself stands', () => {
    expect(
      broken(`allowed_sandbox_modes = ["read-only", "external-sandbox"]
rules.prefix_rules = [{ pattern = [{ any_of = ["a", "b"] }], decision = "forbidden", justification = "no" }]
experimental_network = { domains = { a = "allow" }, allow_unix_sockets = ["/a"] }`),
    ).toEqual([]);
  });
});
