import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { configDoc, requirementDoc } from './config-schema.ts';
import { profileOnly, requirements, sections } from './descriptions/index.ts';
import { configJsonSchema, configPage, requirementsJsonSchema } from './index.ts';
import { nodesOf } from './json-schema.ts';
import { usedConfigKeys, usedRequirementKeys } from './used-keys.ts';

const keysOf = (schema: ReturnType<typeof configJsonSchema>) =>
  nodesOf(schema).flatMap(([path, { isKey }]) => (isKey ? [path] : []));

const configKeys = keysOf(configJsonSchema());

describe('what keys do', () => {
  test('is said of each, in a sentence', () => {
    expect(configKeys.length).toBeGreaterThan(450);
    expect(configKeys.filter((path) => !configDoc(path))).toEqual([]);
    expect(keysOf(requirementsJsonSchema()).filter((path) => !requirementDoc(path))).toEqual([]);
    for (const [path, { node, isKey }] of nodesOf(configJsonSchema())) {
      if (isKey) expect(node.description, path).toMatch(/^[A-Z`].*[.]$/);
    }
  });

  test('is said of nothing that is no key, and once', () => {
    const said = sections.flatMap(({ keys }) => Object.keys(keys));
    expect(new Set(said).size).toBe(said.length);
    expect([...said, ...Object.keys(profileOnly)].filter((path) => !configKeys.includes(path))).toEqual([]);
    const required = keysOf(requirementsJsonSchema());
    expect(Object.keys(requirements.keys).filter((path) => !required.includes(path))).toEqual([]);
  });

  test('a default is one that the key takes', () => {
    const ajv = new Ajv();
    let defaults = 0;
    for (const [path, { node }] of [...nodesOf(configJsonSchema()), ...nodesOf(requirementsJsonSchema())]) {
      if (node.default === undefined) continue;
      defaults += 1;
      expect(ajv.validate(node, node.default), path).toBe(true);
    }
    expect(defaults).toBeGreaterThan(40);
  });
});

test('each key that is said to be used is in the sources', () => {
  const root = join(import.meta.dirname, '../../../..');
  const files = globSync('{packages,plugins,apps}/*/src/**/*.ts', { cwd: root }).filter(
    (file) => !/\.test\.ts$|packages\/(config\/src\/(schema|generate)|protocol)\//.test(file),
  );
  expect(files.length).toBeGreaterThan(100);
  const words = new Set(files.flatMap((file) => readFileSync(join(root, file), 'utf8').match(/\w+/g) ?? []));
  const check = (used: readonly string[], keys: readonly string[]) => {
    for (const path of used.map((one) => one.replace(/\.\*\*$/, ''))) {
      expect(keys).toContain(path);
      expect(words, path).toContain(path.split('.').at(-1));
    }
  };
  check(usedConfigKeys, configKeys);
  check(usedRequirementKeys, keysOf(requirementsJsonSchema()));
});

const accepts = (validate: ValidateFunction, toml: string): boolean =>
  validate(JSON.parse(JSON.stringify(parse(toml))));

describe('the JSON Schema of config.toml', () => {
  const schema = new Ajv({ strict: true, allowUnionTypes: true }).compile(configJsonSchema());

  test.each([
    'approval_policy = { granular = { sandbox_approval = true, rules = true, mcp_elicitations = false } }',
    `default_permissions = "dev"
[permissions.dev.filesystem]
":minimal" = "read"
":project_roots" = { "." = "write", "secrets" = "none", "*.env" = "none" }
"~/x" = "write"
[permissions.dev.network]
enabled = true
mode = "limited"
[permissions.dev.network.domains]
"api.x.com" = "allow"`,
    `[mcp_servers.docs]
url = "https://docs.example/mcp"
bearer_token_env_var = "DOCS_TOKEN"
startup_timeout_sec = 2.5
default_tools_approval_mode = "prompt"`,
    '[[hooks.PreToolUse]]\nmatcher = "Bash"\n[[hooks.PreToolUse.hooks]]\ntype = "command"\ncommand = "check"',
    '[hooks.state."/home/u/.codex/hooks.json:pre_tool_use:0:0"]\nenabled = false',
    '[agents]\nmax_threads = 3\n[agents.reviewer]\ndescription = "reviews"',
    '[otel]\nexporter = { otlp-http = { endpoint = "https://x", protocol = "json" } }',
    '[features]\napps = false\nmulti_agent_v2 = { enabled = true }',
    '[tenon.config."acme.jira"]\nurl = "https://jira.example"',
    'web_search = "live"\n[tools]\nweb_search = { location = { city = "Rome" } }',
    '[profiles.p]\nmodel = "m"',
  ])('takes %j', (toml) => {
    expect(accepts(schema, toml), JSON.stringify(schema.errors)).toBe(true);
  });

  test.each([
    'modle = "m"',
    'model = 3',
    'approval_policy = "sometimes"',
    'approval_policy = { granular = { rules = true } }',
    '[mcp_servers.docs]\nurll = "https://docs.example/mcp"',
    '[agents.reviewer]\ndescription = 3',
    '[permissions.dev.filesystem]\n"~/x" = "run"',
    '[profiles.p]\nmcp_servers = {}',
    'mcp_oauth_callback_port = 70000',
    'tools = { web_search = { place = "Rome" } }',
    'approval_policy = { granulra = {} }',
    'hooks.Stop = [{ hooks = [{ type = "command", comand = "x" }] }]',
  ])('refuses %j', (toml) => {
    expect(accepts(schema, toml)).toBe(false);
  });

  test('an editor shows what a key does', () => {
    expect(configJsonSchema()).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      properties: {
        history: { properties: { persistence: { default: 'save-all', description: expect.stringContaining('kept') } } },
      },
    });
  });
});

test('the JSON Schema of requirements.toml', () => {
  const schema = new Ajv({ strict: true, allowUnionTypes: true }).compile(requirementsJsonSchema());
  const toml = `allowed_approval_policies = ["on-request"]
[[remote_sandbox_config]]
hostname_patterns = ["build-*"]
allowed_sandbox_modes = ["read-only"]
[rules]
prefix_rules = [{ pattern = [{ token = "rm" }], decision = "forbidden" }]
[mcp_servers.docs.identity]
url = "https://docs.example/mcp"`;
  expect(accepts(schema, toml), JSON.stringify(schema.errors)).toBe(true);
  expect(accepts(schema, 'allowed_approval_policies = []')).toBe(false);
  expect(accepts(schema, 'rules = { prefix_rules = [{ pattern = [{ token = "a" }], decision = "allow" }] }')).toBe(
    false,
  );
});

describe('the tables of plugins', () => {
  const plugins = [
    { key: 'acme.jira', schema: z.object({ url: z.string().check(z.minLength(1)), limit: z._default(z.int(), 10) }) },
    {
      key: 'acme.other',
      schema: {
        '~standard': {
          version: 1,
          vendor: 'other',
          validate: (value: unknown) => ({ value }),
          jsonSchema: {
            input: () => ({ type: 'object', properties: { n: { type: 'number', description: 'A number.' } } }),
          },
        },
      },
    },
    {
      key: 'acme.silent',
      schema: { '~standard': { version: 1, vendor: 'x', validate: (value: unknown) => ({ value }) } },
    },
  ];

  test('are in the JSON Schema', () => {
    const schema = new Ajv({ strict: true, allowUnionTypes: true }).compile(configJsonSchema({ plugins }));
    expect(accepts(schema, '[tenon.config."acme.jira"]\nurl = "https://x"')).toBe(true);
    expect(accepts(schema, '[tenon.config."acme.jira"]\nurl = 3')).toBe(false);
    expect(accepts(schema, '[tenon.config."acme.other"]\nn = "x"')).toBe(false);
    expect(accepts(schema, '[tenon.config."acme.silent"]\nanything = 1')).toBe(true);
    expect(accepts(schema, '[tenon.config]\n"acme.silent" = 1')).toBe(false);
  });

  test('are on the page', () => {
    const page = configPage({ plugins });
    expect(page).toContain('### `[tenon.config."acme.jira"]`');
    expect(page).toContain('| `limit` | integer | `10` |  |');
    expect(page).toContain('| `n` | number |  | A number. |');
  });
});

test('docs/config.md is what is generated (vitest run -u writes it)', async () => {
  await expect(configPage()).toMatchFileSnapshot('../../../../docs/config.md');
});
