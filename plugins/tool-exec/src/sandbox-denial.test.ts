import { expect, test } from 'vitest';
import { looksDenied } from './sandbox-denial.ts';

test.each([
  [1, "touch: cannot touch '/x': Read-only file system\n"],
  [1, "touch: cannot touch 'x': Permission denied\n"],
  [126, '/bin/bash: line 1: ./x: Permission denied\n'],
  [1, 'ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\n'],
  [159, ''],
  [1, 'Bad system call (core dumped)\n'],
  [6, 'curl: (6) Could not resolve host: example.com\n'],
  [128, "fatal: unable to access 'https://x/': Couldn't resolve host 'x'\n"],
  [2, 'ssh: Could not resolve hostname x: Temporary failure in name resolution\n'],
  [2, 'ping: example.com: Name or service not known\n'],
  [7, 'connect: Network is unreachable\n'],
  [100, "Err:1 http://deb.debian.org bookworm InRelease\n  Temporary failure resolving 'deb.debian.org'\n"],
  [1, "Error: EROFS: read-only file system, open '/x'\n"],
  [1, 'npm error code EAI_AGAIN\n'],
  [1, 'Error: getaddrinfo ENOTFOUND registry.npmjs.org\n'],
  [1, 'Error: connect ENETUNREACH 1.1.1.1:443 - Local (0.0.0.0:0)\n'],
  [1, "PermissionError: [Errno 13] PERMISSION DENIED: '/x'\n"],
])('exit code %i with %j may be the sandbox', (code, output) => {
  expect(looksDenied(code, output)).toBe(true);
});

test.each([
  [0, 'touch: Read-only file system\n'],
  [0, ''],
  [1, ''],
  [1, 'FAIL src/a.test.ts\n'],
  [1, 'src/FileAccess.ts: rolePermissions is not defined\nFILEACCESS, ROLEPERMISSIONS\n'],
  [2, "ls: cannot access 'none': No such file or directory\n"],
  [127, 'bash: line 1: nope: command not found\n'],
  [130, ''],
  [137, 'Killed\n'],
  [7, 'curl: (7) Failed to connect to localhost port 1: Connection refused\n'],
])('exit code %i with %j is the command', (code, output) => {
  expect(looksDenied(code, output)).toBe(false);
});
