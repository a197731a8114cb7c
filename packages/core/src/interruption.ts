import { userText } from './context.ts';
import type { NewLine } from './thread-log.ts';

/** What ends an interrupted turn in the log: for the model, and for readers. Times: unix seconds and milliseconds. */
export function interruptedLines(
  turnId: string,
  times: { readonly completed_at: number | null; readonly duration_ms: number | null } = {
    completed_at: null,
    duration_ms: null,
  },
): readonly NewLine[] {
  return [
    userText('<turn_aborted>\nThe user interrupted the turn before it was done.\n</turn_aborted>'),
    { type: 'event_msg', payload: { type: 'turn_aborted', turn_id: turnId, reason: 'interrupted', ...times } },
  ];
}
