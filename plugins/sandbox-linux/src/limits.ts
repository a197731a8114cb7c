/** What bubblewrap cannot keep from happening, or keeps from commands. */
export const BUBBLEWRAP_LIMITS: readonly string[] = [
  'A symbolic link cannot be kept from being replaced: where one stands for metadata or for something denied in a writable folder, commands are refused',
  'Denied globs are looked for before each command: a file that comes to match one while a command runs can be read by it',
  'Metadata of nested repositories is looked for everywhere before the first command in a place, later in its first 4,000 folders and where some was before; not in temporary folders',
  'What is mounted is named by its path: a command that still runs in the same workspace could put a link in the place of a folder just while another command is started',
  'Processes are counted ten times a second, so for a moment a command may have more than `max_processes`',
];
