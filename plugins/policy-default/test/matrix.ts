// The decision table: what fact sheets say of Codex 0.128, and where this policy means to differ (docs/compatibility.md).
import type { ExecRuleSources } from '@tenon/plugin-api/exec-rules';
import type { PolicyRequest } from '@tenon/plugin-api/policy';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type {
  AdditionalPermissionProfile,
  AskForApproval,
  FileSystemSandboxEntry,
  FileUpdateChange,
  PermissionProfile,
} from '@tenon/protocol';
import { profileOfPolicy } from '@tenon/sandboxing';

type Granular = Extract<AskForApproval, object>['granular'];
const granular = (closed: Partial<Granular> = {}): AskForApproval => ({
  granular: { sandbox_approval: true, rules: true, mcp_elicitations: true, request_permissions: true, ...closed },
});

/** `G`: granular that may ask everything; `s`, `l`, `p`: all but what goes beyond the sandbox, rules, permissions. */
export const POLICIES = {
  U: 'untrusted',
  F: 'on-failure',
  R: 'on-request',
  N: 'never',
  G: granular(),
  s: granular({ sandbox_approval: false }),
  l: granular({ rules: false }),
  p: granular({ request_permissions: false }),
} as const satisfies Record<string, AskForApproval>;

const entry = (path: FileSystemSandboxEntry['path'], access: FileSystemSandboxEntry['access']) => ({ path, access });
const ROOT = { type: 'special', value: { kind: 'root' } } as const;
const PROJECT = { type: 'special', value: { kind: 'project_roots', subpath: null } } as const;
const SECRET = { type: 'path', path: '/ws/secret' } as const;
const managed = (entries: FileSystemSandboxEntry[], enabled = false): PermissionProfile => ({
  type: 'managed',
  network: { enabled },
  fileSystem: { type: 'restricted', entries },
});

export const PROFILES = {
  ro: profileOfPolicy({ type: 'readOnly' }),
  ww: profileOfPolicy({ type: 'workspaceWrite' }),
  full: profileOfPolicy({ type: 'dangerFullAccess' }),
  ext: profileOfPolicy({ type: 'externalSandbox' }),
  /** No more than the project may be read. */
  narrow: managed([entry(PROJECT, 'read')]),
  /** Full access in other words. */
  open: managed([entry(ROOT, 'write')], true),
  /** Everything but the network. */
  offline: { type: 'managed', network: { enabled: false }, fileSystem: { type: 'unrestricted' } },
  /** Everything but one file, which nobody may be asked for. */
  kept: managed([entry(ROOT, 'write'), entry(SECRET, 'none')], true),
} as const satisfies Record<string, PermissionProfile>;

type Command = Extract<ToolAction, { type: 'command' }>;
const command = (script: string, more: Partial<Command> = {}): Command => ({
  type: 'command',
  argv: ['/bin/bash', '-lc', script],
  script,
  cwd: '/ws',
  escalate: false,
  commandActions: [],
  ...more,
});
const escalated = (script: string) => command(script, { escalate: true, justification: 'May I?' });
const NETWORK: AdditionalPermissionProfile = { network: { enabled: true }, fileSystem: null };
const changes = (...paths: string[]): ToolAction => ({
  type: 'fileChange',
  patch: '',
  changes: paths.map((path): FileUpdateChange => ({ path, diff: '', kind: { type: 'update', move_path: null } })),
});

/** The rules in force. */
export const RULES: ExecRuleSources = {
  files: [
    {
      file: '/home/u/.codex/rules/default.rules',
      text: `
prefix_rule(pattern=["apple"])
prefix_rule(pattern=["pear"], decision="prompt", justification="pears are rare")
prefix_rule(pattern=["plum"], decision="forbidden", justification="no plums")
prefix_rule(pattern=["fig", ["eat", "sell"]], decision="forbidden")
`,
    },
  ],
  unreadable: [],
  required: {
    file: '/etc/codex/requirements.toml',
    rules: [{ pattern: [{ token: 'kiwi' }], decision: 'prompt' }],
  },
};

export const ACTIONS = {
  safe: command('ls && git status | head'),
  'safe, escalated': escalated('ls'),
  unknown: command('make'),
  'unknown, escalated': escalated('make'),
  'unknown, with network': command('make', { additionalPermissions: NETWORK }),
  'safe, with network': command('ls', { additionalPermissions: NETWORK }),
  'nothing more': command('make', { additionalPermissions: { network: null, fileSystem: null } }),
  dangerous: command('rm -fr build'),
  'dangerous, hidden': command('for f in *; do echo $(/bin/rm -r -f "$f"); done'),
  'dangerous, escalated': escalated('rm -rf build'),
  'rule allow': command('apple pie && apple tart'),
  'rule allow, escalated': escalated('apple pie'),
  'rule allow, and safe': command('apple pie && echo done'),
  'rule allow, and unknown': command('apple pie && make'),
  'rule allow, and dangerous': command('apple | rm -rf ./'),
  'rule prompt': command('apple pie && pear'),
  'rule prompt, escalated': escalated('pear'),
  'rule prompt, and dangerous': command('pear; rm -rf build'),
  'rule required': command('kiwi peel'),
  'rule forbidden': command('echo x; plum jam'),
  'rule forbidden, escalated': escalated('plum'),
  'patch inside': changes('/ws/a', '/tmp/b'),
  'patch outside': changes('/ws/a', '/etc/b'),
  'ask for permissions': { type: 'permissions', permissions: NETWORK, reason: 'for the tests' },
  'read a file': { type: 'readFile', path: '/etc/passwd' },
  nothing: { type: 'none' },
} as const satisfies Record<string, ToolAction>;

/**
 * `run`: under the profile in force. `run+`: so, and once the sandbox stopped it a person may let it run without. `RUN`: without the
 * sandbox, denied files kept. `ask`, `ASK`: a person is asked; then it runs so, or with what it asked for. `no`: refused.
 */
export const TABLE = `
                           |                  | U    F    R    N    G    s    l    p
safe                       | ro ww            | run  run+ run  run  run+ run  run+ run+
safe                       | narrow offline   | run  run+ run  run  run+ run  run+ run+
safe                       | full ext open kept | run  run  run  run  run  run  run  run
safe, escalated            | ro ww            | no   no   RUN  no   no   no   no   no
safe, escalated            | narrow           | no   no   ASK  no   no   no   no   no
safe, escalated            | full ext open kept | no  no   run  no   no   no   no   no
unknown                    | ro ww            | ask  run+ run  run  run+ run  run+ run+
unknown                    | narrow offline   | ask  run+ run  run  run+ run  run+ run+
unknown                    | full ext open kept | ask run  run  run  run  run  run  run
unknown, escalated         | ro ww            | no   no   ASK  no   no   no   no   no
unknown, escalated         | narrow offline   | no   no   ASK  no   no   no   no   no
unknown, escalated         | full ext open kept | no  no   run  no   no   no   no   no
unknown, with network      | ro ww offline ext | no   no   ASK  no   no   no   no   no
unknown, with network      | full open kept   | ask  run  run  run  run  run  run  run
safe, with network         | ro ww offline ext | no   no   ASK  no   no   no   no   no
nothing more               | ro ww            | ask  run+ run  run  run+ run  run+ run+
dangerous                  | ro ww narrow offline | ask ask  ask  no   ask  no   ask  ask
dangerous                  | full ext open kept | ask ask  ask  run  ask  no   ask  ask
dangerous, hidden          | ro ww            | ask  ask  ask  no   ask  no   ask  ask
dangerous, hidden          | full ext         | ask  ask  ask  run  ask  no   ask  ask
dangerous, escalated       | ro ww            | no   no   ASK  no   no   no   no   no
dangerous, escalated       | full ext         | no   no   ask  no   no   no   no   no
rule allow                 | ro ww narrow offline | RUN RUN  RUN  RUN  RUN  RUN  RUN  RUN
rule allow                 | full ext open kept | run run  run  run  run  run  run  run
rule allow, escalated      | ro ww            | RUN  RUN  RUN  RUN  RUN  RUN  RUN  RUN
rule allow, and safe       | ro ww            | run  run+ run  run  run+ run  run+ run+
rule allow, and unknown    | ro ww            | ask  run+ run  run  run+ run  run+ run+
rule allow, and dangerous  | ro ww            | ask  ask  ask  no   ask  no   ask  ask
rule prompt                | ro ww full ext   | ask  ask  ask  no   ask  ask  no   ask
rule prompt, escalated     | ro ww            | no   no   ASK  no   no   no   no   no
rule prompt, and dangerous | ro ww            | ask  ask  ask  no   ask  no   no   ask
rule required              | ro ww full ext   | ask  ask  ask  no   ask  ask  no   ask
rule forbidden             | ro ww full ext   | no   no   no   no   no   no   no   no
rule forbidden, escalated  | ro ww full ext   | no   no   no   no   no   no   no   no
patch inside               | ww               | ask  run  run  run  run  run  run  run
patch inside               | full ext open    | ask  run  run  run  run  run  run  run
patch inside               | ro narrow        | ASK  ASK  ASK  no   ASK  no   ASK  ASK
patch outside              | ro ww narrow     | ASK  ASK  ASK  no   ASK  no   ASK  ASK
patch outside              | full ext open    | ask  run  run  run  run  run  run  run
ask for permissions        | ro ww full ext   | ask  ask  ask  no   ask  ask  ask  no
read a file                | ro ww full ext   | run  run  run  run  run  run  run  run
nothing                    | ro ww full ext   | run  run  run  run  run  run  run  run
`;

/** The same where no sandbox can confine a command. */
export const UNCONFINED_TABLE = `
                           |                  | U    F    R    N    G    s    l    p
safe                       | ro ww            | ASK  ASK  ASK  no   ASK  no   ASK  ASK
unknown                    | ro ww            | ASK  ASK  ASK  no   ASK  no   ASK  ASK
unknown, escalated         | ro ww            | no   no   ASK  no   no   no   no   no
dangerous                  | ro ww            | ASK  ASK  ASK  no   ASK  no   ASK  ASK
rule allow                 | ro ww            | RUN  RUN  RUN  RUN  RUN  RUN  RUN  RUN
rule allow, and safe       | ro ww            | ASK  ASK  ASK  no   ASK  no   ASK  ASK
rule prompt                | ro ww            | ASK  ASK  ASK  no   ASK  ASK  no   ASK
rule forbidden             | ro ww            | no   no   no   no   no   no   no   no
`;

export type Cell = 'run' | 'run+' | 'RUN' | 'ask' | 'ASK' | 'no';

export interface MatrixCase {
  /** Such as `safe, escalated / ww / R`. */
  readonly name: string;
  readonly request: Omit<PolicyRequest, 'withinProfile' | 'sandboxUnavailable'>;
  readonly expected: Cell;
}

/** One case for each cell. */
export function matrixCases(table: string): MatrixCase[] {
  const [header = '', ...rows] = table
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('|'));
  const columns = words(header[2]);
  return rows.flatMap(([name = '', profiles, cells]) =>
    words(profiles).flatMap((profile) =>
      words(cells).map((expected, at) => {
        const policy = columns[at] as keyof typeof POLICIES;
        return {
          name: `${name.trim()} / ${profile} / ${policy}`,
          request: {
            action: ACTIONS[name.trim() as keyof typeof ACTIONS],
            approvalPolicy: POLICIES[policy],
            profile: PROFILES[profile as keyof typeof PROFILES],
            cwd: '/ws',
            tmpdir: '/scratch',
          },
          expected: expected as Cell,
        };
      }),
    ),
  );
}

const words = (text = ''): string[] => text.trim().split(/\s+/);
