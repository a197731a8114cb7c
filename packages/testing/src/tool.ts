import { describe, test } from 'vitest';
import { type ToolSuite, toolChecks } from './tool-checks.ts';

export { type Files, snapshot, type TemporaryFolder, temporaryFolder } from './folder.ts';
export type { ToolSuite } from './tool-checks.ts';
export { type HarnessEvent, type ToolHarness, type ToolHarnessOptions, toolHarness } from './tool-harness.ts';

/** Registers the tests (vitest) that every tool must pass. */
export function testTool(name: string, suite: ToolSuite): void {
  describe(`tool contract: ${name}`, () => {
    for (const [what, check] of Object.entries(toolChecks)) test(what, () => check(suite));
  });
}
