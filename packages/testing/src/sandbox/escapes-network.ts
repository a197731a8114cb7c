import type { PermissionProfile } from '@tenon/protocol';
import { profileOfPolicy } from '@tenon/sandboxing';
import type { Escape } from './escape.ts';
import type { Outside } from './outside.ts';

const heard = async (outside: Outside) => {
  // What was sent is on its way at most until the next turn of the event loop or two: a kernel queue, not a network.
  for (let turn = 0; turn < 20 && outside.heard().length === 0; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return outside.heard().length > 0;
};

const perl = (code: string) => `perl -MSocket -e '${code}'`;
const toLoopback = 'sockaddr_in($ENV{PORT}, inet_aton("127.0.0.1"))';
const unixStream = 'socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die $!;';

/** All files, and no network. */
const noNetwork = (): PermissionProfile => ({
  type: 'managed',
  network: { enabled: false },
  fileSystem: { type: 'unrestricted' },
});

/** Reaching anything of the host, or beyond, without network access. */
export const networkEscapes: readonly Escape[] = [
  {
    name: 'TCP to loopback',
    script: `PORT=$TCP ${perl(`socket(my $s, AF_INET, SOCK_STREAM, 0) or die $!; connect($s, ${toLoopback}) or die $!`)}`,
    escaped: heard,
  },
  {
    name: 'UDP to loopback, as a query of names is',
    script: `PORT=$UDP ${perl(`socket(my $s, AF_INET, SOCK_DGRAM, 0) or die $!; send($s, "x", 0, ${toLoopback}) or die $!`)}`,
    escaped: heard,
  },
  {
    name: 'a Unix socket by its path',
    script: perl(`${unixStream} connect($s, sockaddr_un($ENV{SOCKET})) or die $!`),
    escaped: heard,
  },
  {
    name: 'a Unix socket by its path, with network access',
    profile: () => profileOfPolicy({ type: 'workspaceWrite', networkAccess: true }),
    script: perl(`${unixStream} connect($s, sockaddr_un($ENV{SOCKET})) or die $!`),
    escaped: heard,
  },
  {
    name: 'an abstract Unix socket',
    script: perl(`${unixStream} connect($s, pack("S a*", AF_UNIX, "\\0" . $ENV{ABSTRACT})) or die $!`),
    escaped: heard,
  },
  {
    name: 'an abstract Unix socket, with network access',
    profile: () => profileOfPolicy({ type: 'readOnly', networkAccess: true }),
    script: perl(`${unixStream} connect($s, pack("S a*", AF_UNIX, "\\0" . $ENV{ABSTRACT})) or die $!`),
    escaped: heard,
  },
  ...(['SOCK_DGRAM', 'SOCK_SEQPACKET'] as const).map(
    (kind): Escape => ({
      name: `an abstract Unix socket of another kind (${kind})`,
      script: perl(`socket(my $s, AF_UNIX, ${kind}, 0) and print "ESCAPED"`),
    }),
  ),
  {
    name: 'a Unix socket by a link',
    script: `ln -s "$SOCKET" s; ${perl(`${unixStream} connect($s, sockaddr_un("s")) or die $!`)}`,
    escaped: heard,
  },
  {
    name: 'a Unix socket by /proc/self/root',
    script: `ln -s "/proc/self/root$SOCKET" s; ${perl(`${unixStream} connect($s, sockaddr_un("s")) or die $!`)}`,
    escaped: heard,
  },
  {
    name: 'a Unix socket of its own, that others would find',
    script: perl(`${unixStream} bind($s, sockaddr_un("mine")) or die $!; print "ESCAPED"`),
  },
  {
    name: 'TCP to loopback where all files may be written',
    profile: noNetwork,
    script: `PORT=$TCP ${perl(`socket(my $s, AF_INET, SOCK_STREAM, 0) or die $!; connect($s, ${toLoopback}) or die $!`)}`,
    escaped: heard,
  },
  {
    name: 'a Unix socket by its path where all files may be written',
    profile: noNetwork,
    script: perl(`${unixStream} connect($s, sockaddr_un($ENV{SOCKET})) or die $!`),
    escaped: heard,
  },
  {
    name: 'TCP to any address of the host',
    script: `for a in 127.0.0.1 127.1.2.3 0.0.0.0 $(hostname -I 2>/dev/null); do A=$a PORT=$TCP ${perl('socket(my $s, AF_INET, SOCK_STREAM, 0) or die $!; connect($s, sockaddr_in($ENV{PORT}, inet_aton($ENV{A})))')}; done`,
    escaped: heard,
  },
  {
    name: 'UDP by many messages at once (sendmmsg), and without a connection',
    script: `PORT=$UDP ${perl(`socket(my $s, AF_INET, SOCK_DGRAM, 0) or die $!; connect($s, ${toLoopback}); syswrite($s, "x")`)}`,
    escaped: heard,
  },
  {
    name: 'a name asked for',
    // Without a network no name server is reached, be it one of this machine.
    script: perl(
      'my ($ns) = map { /^nameserver +([0-9.]+)/ ? $1 : () } do { open(my $f, "<", "/etc/resolv.conf"); <$f> }; socket(my $s, AF_INET, SOCK_DGRAM, 0) or die $!; my $q = pack("nnnnnn", 7, 256, 1, 0, 0, 0) . "\\7example\\3com\\0" . pack("nn", 1, 1); send($s, $q, 0, sockaddr_in(53, inet_aton($ns || "127.0.0.53"))) or exit; my $r = ""; vec($r, fileno $s, 1) = 1; select($r, undef, undef, 0.3) > 0 and recv($s, my $b, 512, 0) and length $b > 12 and print "ESCAPED"',
    ),
    privileged: true,
  },
  {
    name: 'TCP over IPv6',
    script: perl(
      'socket(my $s, AF_INET6, SOCK_STREAM, 0) or exit; connect($s, pack_sockaddr_in6($ENV{TCP6} || 1, inet_pton(AF_INET6, "::1"))) and print "ESCAPED"',
    ),
    privileged: true,
  },
  {
    name: 'a raw socket',
    script: perl('socket(my $s, AF_INET, SOCK_RAW, 1) and print "ESCAPED"'),
    privileged: true,
  },
  {
    name: 'raw packets',
    script: perl('socket(my $s, 17, SOCK_RAW, 0) and print "ESCAPED"'),
    privileged: true,
  },
  {
    name: 'the host of a virtual machine (AF_VSOCK)',
    script: perl('socket(my $s, 40, SOCK_STREAM, 0) and print "ESCAPED"'),
    privileged: true,
  },
  {
    name: 'the cards of the host',
    script:
      '[ "$(ls /proc/self/net/dev_snmp6 2>/dev/null | grep -vcx lo)" -gt 0 ] && echo ESCAPED; grep -q eth0 /proc/self/net/dev && echo ESCAPED',
    privileged: true,
  },
];
