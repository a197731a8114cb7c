import { readSetting, surroundings } from './surroundings.ts';

/** Which capability is missing, by what bwrap said and what the system tells of itself. Both are sentences without a full stop but for the mend's. */
export function explainFailure(said: string, read: (path: string) => string | undefined = readSetting) {
  const setting = (path: string) => read(path)?.trim();
  const because = (why: string, mend: string) => ({
    message: `Bubblewrap cannot confine commands here: ${why} (it said: ${said.split('\n')[0]})`,
    mend,
  });
  if (/unknown option/i.test(said)) return because('this version of it is too old', 'Install bubblewrap 0.5 or later.');
  if (/namespace|uid map|gid map|userns|clone/i.test(said)) {
    if (setting('/proc/sys/user/max_user_namespaces') === '0') {
      return because('user namespaces are limited to none', 'As root: sysctl -w user.max_user_namespaces=10000.');
    }
    if (setting('/proc/sys/kernel/unprivileged_userns_clone') === '0') {
      return because('user namespaces are for root only', 'As root: sysctl -w kernel.unprivileged_userns_clone=1.');
    }
    if (setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1') {
      return because(
        'AppArmor restricts user namespaces',
        'Install an AppArmor profile that allows bwrap `userns`, or as root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0.',
      );
    }
  }
  const container = surroundings(read);
  if (container) {
    return because(
      `this is ${container}, which does not let it make namespaces or mounts`,
      'Allow user namespaces in it (Docker: --security-opt seccomp=unconfined --security-opt systempaths=unconfined), or let the container be the sandbox and run with `--sandbox danger-full-access`.',
    );
  }
  if (/seccomp/i.test(said))
    return because('the kernel takes no seccomp filter', 'Use a kernel with CONFIG_SECCOMP_FILTER.');
  if (/loopback|RTM_/i.test(said)) return because('network namespaces do not work', 'Use a kernel with CONFIG_NET_NS.');
  if (/proc/i.test(said))
    return because('it may not mount /proc', 'Leave the sandbox or container that this host runs in.');
  return because('it failed', 'Run `bwrap --unshare-all --ro-bind / / --proc /proc --dev /dev true` to see why.');
}
