export { confineFiles } from './confined-files.ts';
export { isConfined, PROTECTED_NAMES, rootsOf } from './policy.ts';
