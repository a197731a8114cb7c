import { tests } from '@tenon/build/vitest';

export default tests();
