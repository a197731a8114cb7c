import { tests } from '@tenon/build/vitest';
import { mergeConfig } from 'vitest/config';

// Processes, not threads: in a thread the environment falls back to sockets for the output of its processes.
export default mergeConfig(tests(), { test: { pool: 'forks' } });
