export { confineFiles } from './confined-files.ts';
export { type FileArea, fileArea } from './file-area.ts';
export { isConfined } from './is-confined.ts';
export { withRealPaths } from './real-places.ts';
