import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { configOptions, configOptionsHelp, overridesOf } from '../config/common-options.ts';

export type Sandbox = 'read-only' | 'workspace-write' | 'danger-full-access';

export interface ExecOptions {
  /** undefined: the prompt comes from standard input. */
  readonly prompt: string | undefined;
  /** Go on with a thread: its id, or the newest of this folder. */
  readonly resume: { readonly id: string } | 'last' | undefined;
  readonly json: boolean;
  readonly model: string | undefined;
  readonly overrides: readonly string[];
  /** Refuse keys of the configuration that nobody knows. */
  readonly strict: boolean;
  /** Do without the user's config.toml. */
  readonly ignoreUser: boolean;
  /** Do without rules files. */
  readonly ignoreRules: boolean;
  /** Absolute. */
  readonly cwd: string;
  readonly sandbox: Sandbox | undefined;
  /** A permission profile by its name. */
  readonly permissions: string | undefined;
  /** Folders to write in beside the working directory. Absolute. */
  readonly addDirs: readonly string[];
  readonly ephemeral: boolean;
  readonly outputFile: string | undefined;
  readonly outputSchema: unknown;
  /** Absolute paths. */
  readonly images: readonly string[];
  readonly skipGitRepoCheck: boolean;
  readonly help: boolean;
}

const sandboxes = new Set<string>(['read-only', 'workspace-write', 'danger-full-access']);

function readSchema(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`--output-schema ${path}: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`--output-schema ${path} is not JSON: ${(error as Error).message}`);
  }
}

/** Reads the command line of `tenon exec`. Throws an Error that says what is wrong with it. */
export async function parseExec(args: readonly string[], here: string): Promise<ExecOptions> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      'experimental-json': { type: 'boolean', default: false },
      model: { type: 'string', short: 'm' },
      ...configOptions,
      'ignore-user-config': { type: 'boolean', default: false },
      'ignore-rules': { type: 'boolean', default: false },
      cd: { type: 'string', short: 'C' },
      sandbox: { type: 'string', short: 's' },
      'permissions-profile': { type: 'string' },
      'full-auto': { type: 'boolean', default: false },
      'dangerously-bypass-approvals-and-sandbox': { type: 'boolean', default: false },
      yolo: { type: 'boolean', default: false },
      'add-dir': { type: 'string', multiple: true, default: [] },
      ephemeral: { type: 'boolean', default: false },
      'output-last-message': { type: 'string', short: 'o' },
      'output-schema': { type: 'string' },
      image: { type: 'string', short: 'i', multiple: true, default: [] },
      'skip-git-repo-check': { type: 'boolean', default: false },
      last: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.sandbox !== undefined && !sandboxes.has(values.sandbox)) {
    throw new Error(`--sandbox ${values.sandbox}: expected one of ${[...sandboxes].join(', ')}`);
  }
  const unconfined = values['dangerously-bypass-approvals-and-sandbox'] || values.yolo;
  const short = unconfined ? 'danger-full-access' : values['full-auto'] ? 'workspace-write' : undefined;
  if (short && values.sandbox && values.sandbox !== short) {
    throw new Error(`--sandbox ${values.sandbox} and a flag that stands for ${short}: give one of them`);
  }
  const permissions = values['permissions-profile'];
  if (permissions !== undefined && (values.sandbox ?? short) !== undefined) {
    throw new Error(`--permissions-profile ${permissions} and a sandbox mode: give one of them`);
  }
  const words = [...positionals];
  let resume: ExecOptions['resume'];
  if (words[0] === 'resume') {
    words.shift();
    const id = values.last ? undefined : words.shift();
    if (!values.last && !id) throw new Error('resume: name the thread by its id, or say --last');
    resume = id ? { id } : 'last';
  } else if (values.last) throw new Error('--last belongs to resume: tenon exec resume --last');
  if (words.length > 1) {
    throw new Error(`one prompt is expected, ${words.length} were given: put it in quotes`);
  }
  const prompt = words[0] === '-' ? undefined : words[0];
  const schema = values['output-schema'];
  return {
    prompt,
    resume,
    json: values.json || values['experimental-json'],
    model: values.model,
    overrides: await overridesOf(values),
    strict: values['strict-config'] ?? false,
    ignoreUser: values['ignore-user-config'],
    ignoreRules: values['ignore-rules'],
    cwd: resolve(here, values.cd ?? '.'),
    sandbox: (values.sandbox ?? short) as Sandbox | undefined,
    permissions,
    addDirs: values['add-dir'].map((path) => resolve(here, path)),
    ephemeral: values.ephemeral,
    outputFile: values['output-last-message'],
    outputSchema: schema === undefined ? undefined : readSchema(resolve(here, schema)),
    images: values.image.flatMap((list) => list.split(',')).map((path) => resolve(here, path)),
    skipGitRepoCheck: values['skip-git-repo-check'],
    help: values.help,
  };
}

export const execHelp = `Usage: tenon exec [OPTIONS] [PROMPT]
       tenon exec resume ID|--last [OPTIONS] [PROMPT]

Runs one turn. Progress goes to standard error, the final message to standard output.
Without PROMPT, or with -, the prompt is read from standard input; with both, the input is appended to it.

  --json, --experimental-json   events on standard output, one JSON object a line
  -m, --model MODEL             the model to use
  -C, --cd DIR                  work in DIR
  -s, --sandbox MODE            read-only, workspace-write or danger-full-access
      --permissions-profile NAME
                                a permission profile: :read-only, :workspace, :danger-no-sandbox, or one of [permissions]
      --full-auto               same as --sandbox workspace-write
      --dangerously-bypass-approvals-and-sandbox
                                same as --sandbox danger-full-access
      --add-dir DIR             a folder to write in beside the working directory (repeat it)
      --ephemeral               store nothing of the thread
  -o, --output-last-message FILE  write the final message to FILE too
      --output-schema FILE      JSON Schema the final message must match
  -i, --image FILE              show the model an image (repeat it, or separate by commas)
      --skip-git-repo-check     work outside a git repository
${configOptionsHelp}
      --ignore-user-config      do without the user's config.toml
      --ignore-rules            do without rules files about commands

Nobody can be asked while it runs: what needs approval is refused.
Exit codes: 0 done; 1 the turn failed; 2 wrong usage; 130 interrupted (Ctrl-C; a second one ends it at once).
`;
