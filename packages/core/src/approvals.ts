import type { ToolAction } from '@tenon/plugin-api/tool';
import type { Approver, Verdict } from './approver.ts';

/** What a remembered approval is for: exactly this command in this folder, or changes to exactly these files. */
function keysOf(action: ToolAction): readonly string[] {
  if (action.type === 'command') return [JSON.stringify([action.argv, action.cwd, action.escalate])];
  if (action.type === 'fileChange') return action.changes.map((change) => JSON.stringify(change.path));
  return [];
}

/** The approvals a person gave for the rest of a thread. */
export class SessionApprovals {
  readonly #keys = new Set<string>();

  covers(action: ToolAction): boolean {
    const keys = keysOf(action);
    return keys.length > 0 && keys.every((key) => this.#keys.has(key));
  }

  remember(action: ToolAction): void {
    for (const key of keysOf(action)) this.#keys.add(key);
  }
}

/** Asks about one call. An error instead of an answer counts as `decline` (fact sheet on the app-server, section 6). */
export async function askForApproval(options: {
  readonly approver: Approver;
  readonly action: ToolAction;
  readonly reason: string | null;
  readonly ids: { readonly threadId: string; readonly turnId: string; readonly itemId: string };
  readonly signal: AbortSignal;
}): Promise<Verdict> {
  const { approver, action, reason, ids, signal } = options;
  try {
    if (action.type === 'fileChange') {
      const answer = await approver('item/fileChange/requestApproval', { ...ids, reason, grantRoot: null }, signal);
      return answer.decision;
    }
    const command =
      action.type === 'command'
        ? { command: action.argv.join(' '), cwd: action.cwd, commandActions: [...action.commandActions] }
        : {};
    const answer = await approver(
      'item/commandExecution/requestApproval',
      { ...ids, reason, ...command, availableDecisions: ['accept', 'acceptForSession', 'decline', 'cancel'] },
      signal,
    );
    // Amendments of rules are not offered yet, so they can only come unasked: that is no consent to run.
    return typeof answer.decision === 'string' ? answer.decision : 'decline';
  } catch (error) {
    if (signal.aborted) throw error;
    return 'decline';
  }
}
