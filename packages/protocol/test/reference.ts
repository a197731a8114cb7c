// What Codex 0.128 generates about its own wire, without its prose: facts that ours is held against.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonSchema } from '../src/generate/index.ts';

const lines = (file: string) =>
  readFileSync(join(import.meta.dirname, 'reference', file), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

export interface ReferenceType {
  readonly name: string;
  /** '' is the root. */
  readonly namespace: '' | 'v2';
  readonly schema: JsonSchema;
}
export interface ReferenceMethod {
  readonly kind: 'request' | 'serverRequest' | 'notification';
  readonly method: string;
  readonly params: string | null;
  readonly result?: string;
  readonly experimental: boolean;
}

export const referenceTypes: readonly ReferenceType[] = lines('definitions.jsonl');
export const referenceMethods: readonly ReferenceMethod[] = lines('methods.jsonl');
