import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { apiReport } from '../lib/api-report.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The report of index.d.ts among these declaration files; `thread` is a second entry of the package. */
function reportOf(files: Readonly<Record<string, string>>): string {
  folder = mkdtempSync(join(tmpdir(), 'tenon-api-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.d.ts`), text);
  const entry = join(folder, 'index.d.ts');
  return apiReport(
    entry,
    new Map([
      [entry, '@tenon/x'],
      [join(folder, 'thread.d.ts'), '@tenon/x/thread'],
    ]),
  );
}

test('lists exports by name, whatever their order and comments', () => {
  const a = reportOf({ index: '/** Two. */\nexport declare const b: 2;\nexport type A = 1; // one\n' });
  const b = reportOf({ index: 'export type A = 1;\nexport declare const b: 2;\n' });
  expect(a).toBe(b);
  expect(a).toBe('export type A = 1;\nexport declare const b: 2;');
});

test('follows a name into a private module, with what it mentions there and nothing else', () => {
  const report = reportOf({
    index: "export { run } from './run.ts';\n",
    run: "import type { Options } from './options.js';\nexport declare function run(o: Options): void;\nexport type Unused = 1;\n",
    options: 'export interface Options { readonly kind: Kind }\ntype Kind = "a";\ntype Other = 2;\n',
  });
  expect(report.split('\n')).toEqual([
    'export declare function run(o: Options): void;',
    '// Mentioned above, not exported:',
    'type Kind = "a";',
    'export interface Options { readonly kind: Kind }'.replace('export ', ''),
  ]);
});

test('names of other packages and entries stay imports', () => {
  const report = reportOf({
    index:
      "import type { Thread } from './thread.ts';\nimport * as z from 'zod/mini';\nexport { Turn } from './thread.ts';\nexport declare const t: z.ZodMiniType<Thread>;\nexport * from '@tenon/y';\n",
    thread: 'export interface Thread {}\nexport interface Turn {}\n',
  });
  expect(report.split('\n')).toEqual([
    "import * as z from 'zod/mini';",
    "import { Thread } from '@tenon/x/thread';",
    "export * from '@tenon/y';",
    "export { Turn } from '@tenon/x/thread';",
    'export declare const t: z.ZodMiniType<Thread>;',
  ]);
});

test('shows aliases, the default export, stars and inline imports of private modules', () => {
  const report = reportOf({
    index:
      "declare const _default: import('./made.ts').Made;\nexport default _default;\nexport { _default as plugin };\nexport * from './made.ts';\n",
    made: 'export interface Made { readonly id: string }\n',
  });
  expect(report).toContain('export { _default as default };');
  expect(report).toContain('export { _default as plugin };');
  expect(report).toContain("declare const _default: import('./made.ts').Made;");
  expect(report).toContain('export interface Made { readonly id: string }');
});

test('a changed private type changes the report', () => {
  const index = "export { run } from './run.ts';\n";
  const run = (kind: string) => `type Kind = ${kind};\nexport declare function run(kind: Kind): void;\n`;
  expect(reportOf({ index, run: run('1') })).not.toBe(reportOf({ index, run: run('2') }));
});

test('a module that is not there is an error that says what to run', () => {
  expect(() => reportOf({ index: "export { run } from './gone.ts';\n" })).toThrow(/pnpm run build/);
});
