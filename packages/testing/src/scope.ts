export { createScope } from '@tenon/kernel';
