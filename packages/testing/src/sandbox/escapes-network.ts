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
