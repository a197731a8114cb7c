import { library } from '@tenon/build/tsup';

// zod/mini costs 40 ms to load from its own many files and 4 ms from a bundle with what is used of it.
export default library({ noExternal: ['zod'] });
