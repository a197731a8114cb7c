/** The number of SIGSYS, which a seccomp filter kills with. Its exit code is 128 and that, as a shell says it. */
const SIGSYS_EXIT = 128 + 31;

/** How programs say that the system refused them, in lower case. */
const DENIALS: readonly string[] = [
  // Files, and whatever else a sandbox refuses.
  'operation not permitted',
  'permission denied',
  'read-only file system',
  'bad system call',
  // The network: there is none, or names cannot be looked up.
  'network is unreachable',
  'network unreachable',
  'could not resolve',
  "couldn't resolve",
  'temporary failure in name resolution',
  'temporary failure resolving',
  'name or service not known',
  'unknown host',
];

/** The same by the names of errors, as runtimes such as Node print them. */
const ERRORS = /\b(?:EACCES|EPERM|EROFS|ENETUNREACH|EAI_AGAIN|ENOTFOUND)\b/;

/** Whether what came of a command looks like a sandbox's doing. Only a guess: it decides whether somebody is asked. */
export function looksDenied(exitCode: number, output: string): boolean {
  if (exitCode === 0) return false;
  if (exitCode === SIGSYS_EXIT) return true;
  if (ERRORS.test(output)) return true;
  const said = output.toLowerCase();
  return DENIALS.some((words) => said.includes(words));
}
