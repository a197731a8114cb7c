import * as z from 'zod/mini';
import { approvalPolicy, approvalsReviewer } from './approval-policy.ts';
import { hookGroups } from './hooks.ts';
import { boolean, flag, named, port, string, table, text, texts, word } from './kinds.ts';
import { lazyTable, type ValueOf } from './lazy-table.ts';
import { domains, unixSockets } from './permissions.ts';
import { webSearchMode } from './tools.ts';

const sandboxModes = () =>
  z.array(z.enum(['read-only', 'workspace-write', 'danger-full-access', 'external-sandbox'])).check(z.minLength(1));

const features = () => named(boolean);

/** Servers by name: only one that is started by this command, or is at this URL, may have the name. */
const mcpServers = () =>
  named(z.object({ identity: z.union([z.object({ command: string }), z.object({ url: string })]) }));

/** A rule of requirements can only narrow, so `allow` is no decision. */
const rules = () =>
  table({
    prefix_rules: z
      .array(
        z.object({
          pattern: z.array(z.object({ token: text, any_of: texts })).check(z.minLength(1)),
          decision: z.enum(['prompt', 'forbidden']),
          justification: text,
        }),
      )
      .check(z.minLength(1)),
  });

const network = () =>
  table({
    enabled: flag,
    http_port: port,
    socks_port: port,
    allow_upstream_proxy: flag,
    allow_local_binding: flag,
    dangerously_allow_non_loopback_proxy: flag,
    dangerously_allow_all_unix_sockets: flag,
    domains: domains(),
    managed_allowed_domains_only: flag,
    unix_sockets: unixSockets(),
    // The older form of `domains` and `unix_sockets`
    allowed_domains: texts,
    denied_domains: texts,
    allow_unix_sockets: texts,
  });

/** `requirements.toml`, as Codex 0.128 reads it. What else must hold is in `rules-requirements.ts`. */
export const requirementsSchema = lazyTable({
  allowed_approval_policies: () => z.array(approvalPolicy().def.innerType).check(z.minLength(1)),
  allowed_approvals_reviewers: () => z.array(approvalsReviewer().def.innerType).check(z.minLength(1)),
  allowed_sandbox_modes: sandboxModes,
  allowed_web_search_modes: () => z.array(webSearchMode().def.innerType),
  remote_sandbox_config: () =>
    z.array(z.object({ hostname_patterns: z.array(string), allowed_sandbox_modes: sandboxModes() })),
  features,
  feature_requirements: features,
  mcp_servers: mcpServers,
  plugins: () => named(z.object({ mcp_servers: mcpServers() })),
  apps: () => named(z.object({ enabled: flag })),
  rules,
  enforce_residency: () => word(['us']),
  experimental_network: network,
  permissions: () => table({ filesystem: table({ deny_read: texts }) }),
  hooks: () => table({ managed_dir: text, windows_managed_dir: text, ...hookGroups() }),
  guardian_policy_config: () => text,
});

/** What an administrator demands, keys in snake case. */
export type RequirementsToml = ValueOf<typeof requirementsSchema>;
