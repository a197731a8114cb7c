import { posix, win32 } from 'node:path';
import { isTenonError, tenonError } from '@tenon/plugin-api';
import type { PrepareContext, PreparedCall, RunContext, ToolCall, ToolResult } from '@tenon/plugin-api/tool';
import type { FileUpdateChange, ThreadItem } from '@tenon/protocol';
import { unifiedHunks } from './diff.ts';
import { parsePatch } from './parse.ts';
import { type Edit, makePlan, type Plan } from './plan.ts';
import { TurnDiff } from './turn-diff.ts';
import { writePlan } from './write.ts';

/** The running turn's diff of each thread; it goes with the thread's scope. */
export type TurnDiffs = WeakMap<RunContext['threadScope'], TurnDiff>;

/** Lines around a change in an item's diff; the whole turn's diff has three. */
const CONTEXT = 1;

function changeOf(edit: Edit): FileUpdateChange {
  if (edit.kind === 'add') return { path: edit.path, kind: { type: 'add' }, diff: edit.after };
  if (edit.kind === 'delete') return { path: edit.path, kind: { type: 'delete' }, diff: edit.before };
  const hunks = unifiedHunks(edit.before, edit.after, CONTEXT);
  if (edit.target === edit.path) return { path: edit.path, kind: { type: 'update', move_path: null }, diff: hunks };
  const kind = { type: 'update' as const, move_path: edit.target };
  return { path: edit.path, kind, diff: `${hunks}\n\nMoved to: ${edit.target}` };
}

async function check(call: ToolCall, context: PrepareContext, paths: typeof posix): Promise<Plan> {
  try {
    const patch = parsePatch(call.input);
    if (patch.hunks.length === 0) {
      throw tenonError({
        code: 'patch_empty',
        message: 'patch rejected: empty patch',
        plugin: 'tenon.tool-apply-patch',
      });
    }
    return await makePlan(patch, context, paths);
  } catch (cause) {
    if (!isTenonError(cause)) throw cause;
    const { code, message, mend, plugin, file } = cause;
    throw tenonError({ code, message: `apply_patch verification failed: ${message}`, mend, plugin, file, cause });
  }
}

/** Parses the patch and checks every hunk against the files. Changes nothing. */
export async function prepare(call: ToolCall, context: PrepareContext, turnDiffs: TurnDiffs): Promise<PreparedCall> {
  const paths = context.environment.platform.os === 'windows' ? win32 : posix;
  const plan = await check(call, context, paths);
  const changes = plan.edits.map(changeOf);
  const item = (status: (ThreadItem & { type: 'fileChange' })['status']): ThreadItem => ({
    type: 'fileChange',
    id: call.callId,
    changes,
    status,
  });

  async function run({ items, files, signal, threadScope }: RunContext): Promise<ToolResult> {
    signal.throwIfAborted();
    const started = performance.now();
    items.started(item('inProgress'));
    const { text, success, done } = await writePlan(plan, files, paths);
    items.notify('item/fileChange/outputDelta', { itemId: call.callId, delta: text });
    items.completed(item(success ? 'completed' : 'failed'));
    if (done.size > 0) {
      const known = turnDiffs.get(threadScope);
      const turnDiff = known?.turnId === context.turnId ? known : new TurnDiff(context.turnId, context.cwd, paths);
      turnDiffs.set(threadScope, turnDiff);
      turnDiff.add(plan, done);
      items.notify('turn/diff/updated', { diff: turnDiff.toString() });
    }
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    const output = `Exit code: ${success ? 0 : 1}\nWall time: ${seconds} seconds\nOutput:\n${text}`;
    return { output, success };
  }

  return {
    action: { type: 'fileChange', changes, patch: call.input },
    item: item('inProgress'),
    declined: item('declined'),
    run,
  };
}
