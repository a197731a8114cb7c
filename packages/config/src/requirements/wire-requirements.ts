import type {
  ConfigRequirements,
  ConfiguredHookMatcherGroup,
  ManagedHooksRequirements,
  NetworkRequirements,
} from '@tenon/protocol/config-requirements';
import type { RequirementsToml } from '../schema/requirements.ts';
import { allowed } from './constrain.ts';
import type { Requirements } from './merge-requirements.ts';

/** What `configRequirements/read` tells; the rest is enforced and not told (fact sheet on configuration, section 6). */
export function wireRequirements(requirements: Requirements | null): ConfigRequirements | null {
  if (!requirements) return null;
  const { values } = requirements;
  const list = <T>(key: Parameters<typeof allowed>[1]) => (allowed(requirements, key) as T[] | undefined) ?? null;
  const network = values.experimental_network;
  return {
    allowedApprovalPolicies: list('approval_policy'),
    allowedApprovalsReviewers: list('approvals_reviewer'),
    allowedSandboxModes: list('sandbox_mode'),
    allowedWebSearchModes: list('web_search'),
    featureRequirements: values.features ?? null,
    enforceResidency: values.enforce_residency ?? null,
    hooks: hooksOf(values.hooks),
    network: network ? networkOf(network) : null,
  };
}

const EVENTS = [
  'PermissionRequest',
  'PostToolUse',
  'PreToolUse',
  'SessionStart',
  'Stop',
  'UserPromptSubmit',
] as const satisfies readonly (keyof ManagedHooksRequirements)[];

function hooksOf(hooks: RequirementsToml['hooks']): ManagedHooksRequirements | null {
  if (!hooks) return null;
  const groups = EVENTS.map((event) => [event, (hooks[event] ?? []).map(groupOf)]);
  return {
    ...(Object.fromEntries(groups) as Record<(typeof EVENTS)[number], ConfiguredHookMatcherGroup[]>),
    managedDir: hooks.managed_dir ?? null,
    windowsManagedDir: hooks.windows_managed_dir ?? null,
  };
}

type Group = NonNullable<NonNullable<RequirementsToml['hooks']>['Stop']>[number];

const groupOf = ({ matcher, hooks = [] }: Group): ConfiguredHookMatcherGroup => ({
  matcher: matcher ?? null,
  hooks: hooks.map((hook) =>
    hook.type === 'command'
      ? {
          type: 'command',
          command: hook.command ?? '',
          async: hook.async ?? false,
          statusMessage: hook.statusMessage ?? null,
          timeoutSec: hook.timeout ?? null,
        }
      : { type: hook.type },
  ),
});

/** The wire has the older lists beside the newer tables: each is made from the other. */
function networkOf(network: NonNullable<RequirementsToml['experimental_network']>): NetworkRequirements {
  const domains = network.domains ?? {
    ...Object.fromEntries((network.allowed_domains ?? []).map((host) => [host, 'allow' as const])),
    ...Object.fromEntries((network.denied_domains ?? []).map((host) => [host, 'deny' as const])),
  };
  const sockets =
    network.unix_sockets ??
    Object.fromEntries((network.allow_unix_sockets ?? []).map((path) => [path, 'allow' as const]));
  const named = <T extends string>(table: Readonly<Record<string, T>>, wanted: NoInfer<T>) => {
    const names = Object.keys(table).filter((name) => table[name] === wanted);
    return names.length > 0 ? names : null;
  };
  return {
    enabled: network.enabled ?? null,
    httpPort: network.http_port ?? null,
    socksPort: network.socks_port ?? null,
    allowUpstreamProxy: network.allow_upstream_proxy ?? null,
    allowLocalBinding: network.allow_local_binding ?? null,
    dangerouslyAllowNonLoopbackProxy: network.dangerously_allow_non_loopback_proxy ?? null,
    dangerouslyAllowAllUnixSockets: network.dangerously_allow_all_unix_sockets ?? null,
    managedAllowedDomainsOnly: network.managed_allowed_domains_only ?? null,
    domains: Object.keys(domains).length > 0 ? domains : null,
    allowedDomains: named(domains, 'allow'),
    deniedDomains: named(domains, 'deny'),
    unixSockets: Object.keys(sockets).length > 0 ? sockets : null,
    allowUnixSockets: named(sockets, 'allow'),
  };
}
