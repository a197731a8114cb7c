/** Programs named by a path are the system's only here. */
const SYSTEM_FOLDERS: readonly string[] = [
  '/bin',
  '/usr/bin',
  '/usr/local/bin',
  '/sbin',
  '/usr/sbin',
  '/opt/homebrew/bin',
  '/run/current-system/sw/bin',
];

/** Whether a program's name means the system's own: it is bare, or a path in one of the system's folders. */
export function isSystemProgram(program: string): boolean {
  const slash = program.lastIndexOf('/');
  return slash < 0 || SYSTEM_FOLDERS.includes(program.slice(0, slash));
}
