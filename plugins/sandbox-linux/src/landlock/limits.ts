/** What a command misses under Landlock that it has under bubblewrap, and what is not hidden from it. */
export const LANDLOCK_LIMITS: readonly string[] = [
  'A folder that holds something protected (such as the top of the workspace, where `.git` is) gets no new entries, and none of it is removed or renamed; what is in it can be changed',
  'Instead of the temporary folders each command has one of its own, which `TMPDIR` names and which goes with it',
  'Names, sizes and times of all files can be seen, also of those that cannot be read',
  'The folders `/`, `/dev` and `/proc` cannot be listed, and no process can be looked at in `/proc`, not even the command itself',
  'There is no loopback without network access, no new terminal, no shared memory by name, no System V IPC, no message queue and no extended attribute',
  'Without network access of its own kind there is no limit to what the network lets through: with it, all of the host’s network can be reached',
];
