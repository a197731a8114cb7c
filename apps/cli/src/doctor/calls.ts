import { join } from 'node:path';
import type { Attempt } from './attempt.ts';
import type { Ground } from './ground.ts';
import { MARK, scriptAttempts } from './scripts.ts';

/** An attempt by a call of a tool. */
export interface CallAttempt extends Attempt {
  readonly tool: string;
  /** The arguments of a function; a text for a free-form tool, or for the one argument `input`. */
  readonly input: (ground: Ground) => Readonly<Record<string, unknown>> | string;
  /** `output`: what the model was answered, images as their bytes. */
  readonly happened: (ground: Ground, output: string) => boolean | Promise<boolean>;
  /** Stands in the answer when the call did what it is for, or was kept from it while it did. Default: any answer will do. */
  readonly mark?: string;
}

const commands = (platform: string): readonly CallAttempt[] =>
  scriptAttempts(platform).map(({ script, ...attempt }) => ({
    ...attempt,
    tool: 'exec_command',
    input: (ground) => ({ cmd: script(ground), shell: '/bin/sh', login: false, yield_time_ms: 30_000 }),
    mark: MARK,
  }));

const patch = (
  what: string,
  text: (ground: Ground) => string,
  changed: (ground: Ground) => string,
  permitted?: true,
) => ({
  tool: 'apply_patch',
  what,
  ...(permitted && { permitted }),
  input: (ground: Ground) => `*** Begin Patch\n${text(ground)}\n*** End Patch\n`,
  happened: async (ground: Ground) => (await ground.text(changed(ground)))?.includes('planted') ?? false,
});

const patches: readonly CallAttempt[] = [
  patch(
    'make a file outside of the workspace',
    ({ outside }) => `*** Add File: ${join(outside, 'by-patch.txt')}\n+planted`,
    ({ outside }) => join(outside, 'by-patch.txt'),
  ),
  patch(
    'change a file outside',
    ({ outside }) => `*** Update File: ${join(outside, 'patched.txt')}\n@@\n-before\n+planted`,
    ({ outside }) => join(outside, 'patched.txt'),
  ),
  patch(
    'change a file in a denied folder',
    ({ secret }) => `*** Update File: denied/file.txt\n@@\n-${secret}\n+planted`,
    ({ workspace }) => join(workspace, 'denied/file.txt'),
  ),
  patch(
    'change a file that a denied pattern matches',
    ({ secret }) => `*** Update File: keys/server.secret\n@@\n-${secret}\n+planted`,
    ({ workspace }) => join(workspace, 'keys/server.secret'),
  ),
  patch(
    'plant a hook in a nested repository',
    () => '*** Add File: vendored/.git/hooks/post-merge\n+planted',
    ({ workspace }) => join(workspace, 'vendored/.git/hooks/post-merge'),
  ),
  patch(
    'write a file in the workspace',
    () => '*** Add File: folder/by-patch.txt\n+planted',
    ({ workspace }) => join(workspace, 'folder/by-patch.txt'),
    true,
  ),
];

const image = (what: string, path: string, permitted?: true): CallAttempt => ({
  tool: 'view_image',
  what,
  ...(permitted && { permitted }),
  input: () => ({ path }),
  happened: ({ secret }, output) => output.includes(secret),
});

const images: readonly CallAttempt[] = [
  image('see an image in a denied folder', 'denied/picture.png'),
  image('see an image that a denied pattern matches', 'keys/picture.secret'),
  image('see an image in the workspace', 'picture.png', true),
];

/** By the tools that reach the world. */
export const callAttempts = (platform: string): readonly CallAttempt[] => [
  ...commands(platform),
  ...patches,
  ...images,
];
