/** One thing that is wrong: the rule it breaks, where, and what to do about it. */
export interface Problem {
  readonly rule: string;
  readonly where: string;
  readonly message: string;
}

/** Prints the problems of a check, or one line that it passed, and sets the exit code. */
export function report(check: string, problems: readonly Problem[], passed: string): void {
  for (const { rule, where, message } of problems) console.error(`✗ ${check}: ${rule}\n    ${where}\n    ${message}`);
  if (problems.length > 0) {
    console.error(`${check}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
    process.exitCode = 1;
  } else console.log(`✓ ${check}: ${passed}`);
}
