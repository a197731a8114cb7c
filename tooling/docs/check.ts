// Does what README.md, docs/*.md and the READMEs of some packages say, as a new user would:
//   node tooling/docs/check.ts [docs/first-plugin.md ...]
//
// The packages are built, packed, and installed from their tarballs, outside the repository. Each page has a terminal of
// its own: an empty folder and a home, with the tarballs in ~/tenon-packages. Its blocks are taken in order:
//
//   ```ts src/index.ts   a word with a dot or a slash is a file: the text is written to it, relative to the current folder
//   ```sh                commands; the first that fails fails the page
//   ```console           `$ ` begins a command, and its output follows. In it … stands for any text of a line,
//                        and a line of … for any number of lines
//   exit=1               (console) the last command ends with this exit code
//   no-run               the block is shown only; so are text, diff and mermaid blocks. Any other block must be checkable
//   <!-- check sh        the same, unseen by readers; closed by a line -->
//
// The folder of a page with a line <!-- check packages --> is a project: an ES module package with a strict tsconfig.json,
// and every package, zod, vitest and typescript in its node_modules.
import { globSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { type Block, blocksOf, stepsOf } from './lib/blocks.ts';
import { difference } from './lib/compare.ts';
import { deadLinks } from './lib/links.ts';
import { installAll, npmSettings, packAll, root } from './lib/packages.ts';
import { openTerminal, type Terminal } from './lib/terminal.ts';

const withPackages = '<!-- check packages -->';

const compilerOptions = {
  target: 'es2024',
  lib: ['es2024', 'esnext.disposable'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

interface Page {
  /** Relative to the root. */
  readonly name: string;
  readonly markdown: string;
  readonly blocks: readonly Block[];
}

interface Site {
  readonly scratch: string;
  readonly tarballs: string;
  /** Every package, installed. */
  readonly modules: () => Promise<string>;
  readonly npm: Readonly<Record<string, string>>;
}

function readPage(name: string): Page {
  const markdown = readFileSync(join(root, name), 'utf8');
  const dead = deadLinks(join(root, name), markdown);
  if (dead.length > 0) throw new Error(`${name} links to what is not there: ${dead.join(', ')}`);
  try {
    return { name, markdown, blocks: blocksOf(markdown) };
  } catch (cause) {
    throw new Error(`${name}, ${(cause as Error).message}`, { cause });
  }
}

const indented = (text: string) => text.replace(/^/gm, '    ');

/** Does what a block says. Throws what went differently. */
async function follow(block: Block, terminal: Terminal): Promise<void> {
  if (block.file !== undefined) return terminal.write(block.file, block.text);
  if (block.language === 'sh') {
    const { code, output } = await terminal.run(block.text, { stopAtError: true });
    if (code !== 0) throw new Error(`the commands ended with exit code ${code}:\n${indented(output)}`);
    return;
  }
  const steps = stepsOf(block);
  for (const [at, { command, output: shown }] of steps.entries()) {
    const { code, output } = await terminal.run(command);
    const wanted = at === steps.length - 1 ? block.exit : 0;
    const differs = difference(shown, output);
    if (differs !== undefined)
      throw new Error(
        `the output of \`${command}\` is not as shown (- the page, + the program):\n${indented(differs)}`,
      );
    if (code !== wanted)
      throw new Error(`\`${command}\` ended with exit code ${code}, not ${wanted}:\n${indented(output)}`);
  }
}

/** undefined when all went as the page says. */
async function checkPage({ name, markdown, blocks }: Page, site: Site): Promise<string | undefined> {
  const folder = join(site.scratch, name.replace(/\W/g, '-'));
  const home = join(folder, 'home');
  const work = join(folder, 'work');
  const terminal = openTerminal(work, home, site.npm);
  symlinkSync(site.tarballs, join(home, 'tenon-packages'));
  if (markdown.includes(withPackages)) {
    terminal.write('package.json', JSON.stringify({ private: true, type: 'module' }));
    terminal.write('tsconfig.json', JSON.stringify({ compilerOptions }));
    symlinkSync(await site.modules(), join(work, 'node_modules'));
  }
  for (const block of blocks) {
    if (block.noRun || (block.file === undefined && !['sh', 'console'].includes(block.language))) continue;
    try {
      await follow(block, terminal);
    } catch (error) {
      return `✗ ${name}:${block.line}: ${(error as Error).message}\n    (its folder is ${work})`;
    }
  }
  return undefined;
}

const named = process.argv.slice(2).map((file) => relative(root, resolve(file)));
const packages = ['app-server', 'client', 'core', 'kernel', 'plugin-api', 'presets', 'protocol', 'testing'].map(
  (name) => `packages/${name}/README.md`,
);
// The longest page first.
const all = [...globSync('docs/*.md', { cwd: root }).sort().reverse(), 'README.md', ...packages];
let pages: Page[];
try {
  pages = (named.length > 0 ? named : all).map(readPage);
} catch (error) {
  console.error(`✗ ${(error as Error).message}`);
  process.exit(1);
}

const started = performance.now();
const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'tenon-docs-')));
let failed = 0;
process.on('exit', () => {
  if (failed === 0) rmSync(scratch, { recursive: true, force: true });
});

const folder = join(scratch, 'packages');
const [tarballs, npm] = await Promise.all([packAll(folder), npmSettings()]).catch((error: Error) => {
  console.error(`✗ docs: the packages cannot be packed: ${error.message}`);
  process.exit(1);
});
console.log(`packed ${tarballs.length} packages (${seconds()})`);
let modules: Promise<string> | undefined;
const site: Site = {
  scratch,
  npm,
  tarballs: folder,
  modules() {
    modules ??= installAll(join(scratch, 'installed'), tarballs, npm);
    return modules;
  },
};

const waiting = [...pages];
/** Two pages at a time: the machines that run this have two cores. */
async function worker(): Promise<void> {
  for (let page = waiting.shift(); page; page = waiting.shift()) {
    const problem = await checkPage(page, site);
    const done = page.blocks.filter(({ noRun }) => !noRun).length;
    if (problem === undefined) console.log(`✓ ${page.name}: ${done} blocks (${seconds()})`);
    else {
      failed += 1;
      console.error(problem);
    }
  }
}
await Promise.all([worker(), worker()]);
if (failed > 0) {
  console.error(`docs: ${failed} of ${pages.length} pages are not true; the scratch folder is kept: ${scratch}`);
  process.exitCode = 1;
} else console.log(`✓ docs: all ${pages.length} pages are true (${seconds()})`);
