import * as z from 'zod/mini';
import { count, flag, named, string, table, text, withNames, word } from './kinds.ts';

const access = () => z.enum(['read', 'write', 'none']);

export const domains = () => named(z.enum(['allow', 'deny']));
export const unixSockets = () => named(z.enum(['allow', 'none']));

const network = () =>
  table({
    enabled: flag,
    mode: word(['limited', 'full']),
    proxy_url: text,
    socks_url: text,
    enable_socks5: flag,
    enable_socks5_udp: flag,
    allow_upstream_proxy: flag,
    allow_local_binding: flag,
    dangerously_allow_non_loopback_proxy: flag,
    dangerously_allow_all_unix_sockets: flag,
    domains: domains(),
    unix_sockets: unixSockets(),
  });

/** `[permissions.<name>]`: access by path or by a name such as `:project_roots`, with tables of paths below one. */
export const permissions = () =>
  named(
    z.object({
      filesystem: withNames({ glob_scan_max_depth: count }, z.union([access(), z.record(string, access())])),
      network: network(),
    }),
  );
