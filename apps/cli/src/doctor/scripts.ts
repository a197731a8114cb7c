import { join } from 'node:path';
import type { Attempt } from './attempt.ts';
import type { Ground } from './ground.ts';

/** What a script prints before it does what it is for. One that never got so far proves nothing. */
export const MARK = 'doctor: now';

/** An attempt of a shell's. */
export interface ScriptAttempt extends Attempt {
  /** For `/bin/sh`, in the workspace. It prints `MARK` first. */
  readonly script: (ground: Ground) => string;
  /** Whether it came about, once the script has ended. */
  readonly happened: (ground: Ground, output: string) => boolean | Promise<boolean>;
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

type Given = (ground: Ground) => string;

/** Reads, by commands that show what they read. */
const reads = (what: string, commands: Given, permitted?: true): ScriptAttempt => ({
  what,
  ...(permitted && { permitted }),
  script: (ground) => `echo ${quoted(MARK)}; ${commands(ground)}`,
  happened: ({ secret }, output) => output.includes(secret),
});

/** Writes, by commands that leave `PLANTED` in a file. */
const writes = (what: string, file: Given, commands: Given, permitted?: true): ScriptAttempt => ({
  what,
  ...(permitted && { permitted }),
  script: (ground) => `echo ${quoted(MARK)}; ${commands(ground)}`,
  happened: async (ground) => (await ground.text(file(ground)))?.includes(PLANTED) ?? false,
});

const PLANTED = 'planted';

const plants = (what: string, path: Given, permitted?: true) =>
  writes(
    what,
    (ground) => join(ground.workspace, path(ground)),
    (ground) => {
      const file = quoted(path(ground));
      return `mkdir -p "$(dirname ${file})"; echo ${PLANTED} > ${file}`;
    },
    permitted,
  );

/** Connects by Node, which is there wherever the doctor is. */
const connects = (what: string, program: Given): ScriptAttempt => ({
  what,
  script: (ground) => `${quoted(process.execPath)} -e ${quoted(`console.log('${MARK}');${program(ground)}`)}`,
  happened: ({ secret }, output) => output.includes(secret),
});

const streams = (address: string) =>
  `const s=require('node:net').connect(${address});s.on('data',(d)=>process.stdout.write(d));s.on('error',()=>{})`;

/** A datagram that nobody answers tells nothing: one second is enough on loopback. */
const datagrams = (port: number) =>
  `const s=require('node:dgram').createSocket('udp4');s.on('error',()=>process.exit());s.on('message',(d)=>{process.stdout.write(d);process.exit()});s.connect(${port},'127.0.0.1',()=>s.send('?'));setTimeout(()=>process.exit(),1000)`;

const everywhere: readonly ScriptAttempt[] = [
  reads('read a file in a denied folder', () => 'cat denied/file.txt'),
  reads('read it through a link', () => 'ln -s ../denied folder/by-link; cat folder/by-link/file.txt'),
  reads(
    'read it by renaming the folder around it',
    () => 'mv around moved; cat moved/denied/file.txt around/denied/file.txt',
  ),
  reads('read a file that a denied pattern matches', () => 'cat keys/server.secret'),
  writes(
    'make a file outside of the workspace',
    ({ outside }) => join(outside, 'made.txt'),
    ({ outside }) => `echo ${PLANTED} > ${quoted(join(outside, 'made.txt'))}`,
  ),
  writes(
    'change a file outside',
    ({ outside }) => join(outside, 'changed.txt'),
    ({ outside }) => `echo ${PLANTED} >> ${quoted(join(outside, 'changed.txt'))}`,
  ),
  {
    what: 'remove a file outside',
    script: ({ outside }) => `echo ${quoted(MARK)}; unlink ${quoted(join(outside, 'removed.txt'))}`,
    happened: async ({ outside, text }) => (await text(join(outside, 'removed.txt'))) === undefined,
  },
  writes(
    'write outside through a link',
    ({ outside }) => join(outside, 'by-link.txt'),
    ({ outside }) => `ln -s ${quoted(outside)} folder/way-out; echo ${PLANTED} > folder/way-out/by-link.txt`,
  ),
  writes(
    'change a file outside by a hard link',
    ({ outside }) => join(outside, 'linked.txt'),
    ({ outside }) => `ln ${quoted(join(outside, 'linked.txt'))} folder/hard.txt && echo ${PLANTED} >> folder/hard.txt`,
  ),
  plants('plant a hook in a nested repository', () => 'vendored/.git/hooks/post-checkout'),
  plants('plant a hook by making .git', () => '.git/hooks/post-checkout'),
  plants('plant configuration by making .codex', () => '.codex/config.toml'),
  plants('plant configuration by making .tenon', () => '.tenon/config.toml'),
  plants('plant instructions by making .agents', () => '.agents/planted.md'),
  connects('reach a TCP port of this machine', ({ listeners }) => streams(`${listeners.tcpPort},'127.0.0.1'`)),
  connects('reach a UDP port of this machine', ({ listeners }) => datagrams(listeners.udpPort)),
  connects('reach a service on a Unix socket', ({ listeners }) => streams(JSON.stringify(listeners.socketPath))),
  {
    what: 'kill a process outside',
    script: ({ bystander }) => `echo ${quoted(MARK)}; kill -9 ${bystander.pid}`,
    happened: async ({ bystander }) => !(await bystander.lives()),
  },
  plants('write a file in the workspace', () => 'folder/file.txt', true),
  reads('read a file in the workspace', () => 'cat readable.txt', true),
];

const onLinux: readonly ScriptAttempt[] = [
  writes(
    'write outside through /proc/self/root',
    ({ outside }) => join(outside, 'by-proc.txt'),
    ({ outside }) => `echo ${PLANTED} > ${quoted(`/proc/self/root${outside}/by-proc.txt`)}`,
  ),
  reads(
    'read the environment of a process outside',
    ({ bystander }) => `tr '\\0' '\\n' < /proc/${bystander.pid}/environ`,
  ),
];

/** Those that mean something on a platform (`process.platform`), in an order in which none spoils a later one. */
export const scriptAttempts = (platform: string): readonly ScriptAttempt[] =>
  platform === 'linux' ? [...onLinux, ...everywhere] : everywhere;
