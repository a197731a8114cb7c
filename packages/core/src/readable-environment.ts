import type { Generation } from '@tenon/kernel';
import type { Environment } from '@tenon/plugin-api/environment';
import { sandbox } from '@tenon/plugin-api/sandbox';
import { escalatedProfile } from '@tenon/sandboxing';
import type { ThreadSettings } from './settings.ts';

/** An environment whose files are read with everything but what the profile denies: a command may have planted a link to it. */
export function readableEnvironment(
  generation: Generation,
  environment: Environment,
  { cwd, permissionProfile }: Pick<ThreadSettings, 'cwd' | 'permissionProfile'>,
): Environment {
  const { tmpdir } = environment.platform;
  const request = { profile: escalatedProfile(permissionProfile), cwd, tmpdir };
  return { ...environment, files: generation.service(sandbox).files(environment.files, request) };
}
