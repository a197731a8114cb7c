import { loadExecPolicy, loadRules } from '@tenon/execpolicy';
import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import { intersectProfiles } from '@tenon/sandboxing';
import type { BenchContext, Figures } from '../bench-context.ts';
import { timed } from '../clock.ts';
import { median } from '../statistics.ts';

const TIMES = 50;
const ENTRIES = 200;

const COMMANDS = [
  'git status --short',
  'ls -la src',
  'rg -n "TODO" src | head -20',
  'cat package.json',
  'npm run build 2>&1 | tail -5',
  'find . -name "*.ts" -not -path "./node_modules/*"',
  'for f in a b c; do echo "$f"; done',
  'test -f README.md && wc -l README.md',
  'python3 -c "print(1)"',
  "sed -n '1,20p' src/index.ts",
];
const SCRIPT = [...COMMANDS, ...COMMANDS].join('\n');

const profile = (offset: number): PermissionProfile => ({
  type: 'managed',
  network: { enabled: false },
  fileSystem: {
    type: 'restricted',
    entries: Array.from({ length: ENTRIES }, (_, at): FileSystemSandboxEntry => {
      const access = (['read', 'write', 'none'] as const)[(at + offset) % 3] ?? 'read';
      return { path: { type: 'path', path: `/srv/project/part-${(at * 7 + offset) % 150}/folder-${at % 20}` }, access };
    }),
  },
});

async function times(work: () => unknown): Promise<number> {
  work();
  const taken: number[] = [];
  for (let count = 0; count < TIMES; count += 1) taken.push((await timed(async () => work())).ms);
  return median(taken);
}

/** The arithmetic of the gate, in this process: it has no wire. Only of Tenon. */
export async function gate({ server }: BenchContext): Promise<Figures> {
  if (server.name !== 'tenon') return {};
  const policy = await loadExecPolicy();
  const { rules } = loadRules([
    { file: 'bench.rules', text: 'prefix_rule(pattern = ["git", ["status", "log"]], decision = "allow")\n' },
  ]);
  const heuristics = { safe: 'allow', unknown: 'prompt', dangerous: 'prompt' } as const;
  const place = { cwd: '/srv/project', tmpdir: '/tmp' };
  const [one, other] = [profile(0), profile(1)];
  return {
    'decision on a script of 20 commands (ms)': await times(() => policy.decide(SCRIPT, { rules, heuristics })),
    'intersection of profiles of 200 entries (ms)': await times(() => intersectProfiles(one, other, place)),
  };
}
