import { readSetting, surroundings } from '../surroundings.ts';

/** Which capability is missing, by what the helper said and what the system tells of itself. */
export function explainLandlock(said: string, read: (path: string) => string | undefined = readSetting) {
  const because = (why: string, mend: string) => ({
    message: `Landlock cannot confine commands here: ${why} (the helper said: ${said.split('\n')[0]})`,
    mend,
  });
  if (/landlock has version/.test(said)) {
    return because(
      'this kernel keeps no signals from processes outside',
      'Use Linux 6.12 or later, or install bubblewrap.',
    );
  }
  const around = surroundings(read);
  if (around) {
    return because(
      `this is ${around}, which does not let it confine itself`,
      'Allow the calls of Landlock and seccomp in it, or let it be the sandbox and run with `--sandbox danger-full-access`.',
    );
  }
  if (/landlock/.test(said)) {
    return because(
      'the kernel has no Landlock',
      'Use Linux 6.12 or later with CONFIG_SECURITY_LANDLOCK, and `landlock` in the boot parameter `lsm=`.',
    );
  }
  if (/seccomp/.test(said))
    return because('the kernel takes no seccomp filter', 'Use a kernel with CONFIG_SECCOMP_FILTER.');
  return because('its helper failed', 'Install the package perl-base or perl.');
}
