import * as z from 'zod/mini';
import { flag, positive, text, texts, withNames } from './kinds.ts';

/** `[agents]`: limits, and `[agents.<role>]`. */
export const agents = () =>
  withNames(
    { max_threads: positive, max_depth: positive, job_max_runtime_seconds: positive, interrupt_message: flag },
    z.object({ description: text, config_file: text, nickname_candidates: texts }),
  );
