import type { Generation } from '@tenon/kernel';
import type { Hook } from '@tenon/plugin-api';

/**
 * Tells observers, without waiting for them: a slow one must hold up neither a turn nor a stream.
 * What goes wrong with one is reported by the kernel, and means nothing to anybody else.
 */
export function observe<E>(generation: Generation, hook: Hook<E, void>, event: E): void {
  if (!generation.hasHandlers(hook)) return;
  generation.run(hook, event).catch(() => {
    // A handler that declared itself `closed` rejects after it was reported; there is nothing to deny here.
  });
}
