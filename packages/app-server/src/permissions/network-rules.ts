import type { ConfigToml } from '@tenon/config';

export type PermissionTable = NonNullable<ConfigToml['permissions']>[string];

/** Those that only a proxy could enforce. */
const restricting = ['mode', 'domains', 'unix_sockets'] as const;

/** Those that say how a proxy is to run, or that it may do more. */
const ofProxy = [
  'proxy_url',
  'socks_url',
  'enable_socks5',
  'enable_socks5_udp',
  'allow_upstream_proxy',
  'allow_local_binding',
  'dangerously_allow_non_loopback_proxy',
  'dangerously_allow_all_unix_sockets',
] as const;

/**
 * Whether a profile has the network. Rules that would let some of it through need a proxy, which is not there yet: with them it has
 * none. Each warning is a sentence.
 */
export function networkOf(id: string, { network = {} }: PermissionTable): { enabled: boolean; warnings: string[] } {
  const restrictions = restricting.filter((key) => key !== 'mode' && network[key] !== undefined);
  const rules = [...(network.mode === 'limited' ? ['mode = "limited"'] : []), ...restrictions];
  const idle = [
    ...(network.mode === 'full' ? ['mode = "full"'] : []),
    ...ofProxy.filter((key) => network[key] !== undefined),
  ];
  const where = `permissions.${id}.network`;
  return {
    enabled: network.enabled === true && rules.length === 0,
    warnings: [
      ...(rules.length > 0
        ? [
            `${where}: ${rules.join(', ')}: unsupported in this version, which has no proxy to enforce it; the network of the profile stays off.`,
          ]
        : []),
      ...(idle.length > 0
        ? [`${where}: ${idle.join(', ')}: unsupported in this version, which has no proxy; it has no effect.`]
        : []),
    ],
  };
}
