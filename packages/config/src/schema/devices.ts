import { flag, table, text, word } from './kinds.ts';

/** `[audio]`: names of devices. */
export const audio = () => table({ microphone: text, speaker: text });

/** `[windows]`. */
export const windows = () => table({ sandbox: word(['elevated', 'unelevated']), sandbox_private_desktop: flag });
