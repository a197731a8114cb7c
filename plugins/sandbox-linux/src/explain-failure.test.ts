import { expect, test } from 'vitest';
import { explainFailure } from './explain-failure.ts';

const NAMESPACE = 'bwrap: No permissions to create a new namespace';

test.each([
  [NAMESPACE, { '/proc/sys/user/max_user_namespaces': '0\n' }, 'limited to none', 'user.max_user_namespaces'],
  [NAMESPACE, { '/proc/sys/kernel/unprivileged_userns_clone': '0\n' }, 'for root only', 'unprivileged_userns_clone=1'],
  [
    'bwrap: setting up uid map: Permission denied',
    { '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n' },
    'AppArmor',
    'profile',
  ],
  [NAMESPACE, { '/.dockerenv': '' }, 'Docker container', 'seccomp=unconfined'],
  [
    "bwrap: Can't mount proc on /newroot/proc: Operation not permitted",
    { '/run/.containerenv': '' },
    'Podman',
    '--sec',
  ],
  ["bwrap: Can't mount proc on /newroot/proc: Operation not permitted", {}, 'mount /proc', 'container'],
  ['bwrap: prctl(PR_SET_SECCOMP): Invalid argument', {}, 'seccomp filter', 'CONFIG_SECCOMP_FILTER'],
  ['bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted', {}, 'network namespaces', 'CONFIG_NET_NS'],
  ['bwrap: Unknown option --perms', {}, 'too old', '0.5'],
  ['something else', {}, 'it failed', 'bwrap --unshare-all'],
] as const)('%s with %o: %s', (said, settings, why, mend) => {
  const found = explainFailure(said, (path) => (settings as Record<string, string>)[path]);
  expect(found.message).toContain(why);
  expect(found.message).toContain(said);
  expect(found.mend).toContain(mend);
});
