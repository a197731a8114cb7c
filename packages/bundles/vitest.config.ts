import { tests } from '@tenon/build/vitest';

export default tests({ timeout: 30_000 });
