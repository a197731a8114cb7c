/** What a command misses under Landlock that it has under bubblewrap, and what is not hidden from it. */
export const LANDLOCK_LIMITS: readonly string[] = [
  'A folder that holds something protected, such as the top of the workspace with its `.git`, gets no new entries, and none is removed or renamed; what is in its folders and files can be changed',
  'Instead of the temporary folders each command has one of its own, which `TMPDIR` names and which goes with the command',
  'Names, sizes and times of files can be asked for, also of those that cannot be read',
  'The folders `/`, `/dev` and `/proc` cannot be listed, and nothing in `/proc` tells of any process, not even of the command itself',
  'There is no loopback without network access, no new terminal, no shared memory by name, no System V IPC, no message queue and no extended attribute',
];
