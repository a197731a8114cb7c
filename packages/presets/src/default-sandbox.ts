import type { AnyPlugin } from '@tenon/plugin-api';
import sandboxLinux from '@tenon/plugin-sandbox-linux';
import sandboxMacos from '@tenon/plugin-sandbox-macos';
import sandboxNone from '@tenon/plugin-sandbox-none';

/** The sandbox of the default build on a platform (`process.platform`). Where there is none, `sandbox-none` refuses what it cannot confine. */
export function defaultSandbox(platform: string): AnyPlugin {
  if (platform === 'linux') return sandboxLinux;
  return platform === 'darwin' ? sandboxMacos : sandboxNone;
}
