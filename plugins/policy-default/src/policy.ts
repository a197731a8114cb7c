import type { ExecRules } from '@tenon/plugin-api/exec-rules';
import type { Policy } from '@tenon/plugin-api/policy';
import { amend } from './amend.ts';
import { decideFileChange } from './decide-file-change.ts';
import { decidePermissions } from './decide-permissions.ts';
import { RulesInForce } from './rules-in-force.ts';

/** The policy. The parser of scripts is loaded with the first command: a session without commands does without. */
export function createPolicy(source: ExecRules | undefined): Policy {
  const rulesInForce = new RulesInForce(source);
  let loading: ReturnType<typeof loadJudge> | undefined;
  return {
    decide: (request) => {
      const { action, profile } = request;
      switch (action.type) {
        case 'command':
          loading ??= loadJudge();
          return Promise.all([loading, rulesInForce.of(request.cwd)]).then(([{ decideCommand, execPolicy }, rules]) =>
            decideCommand(action, request, { execPolicy, rules }),
          );
        case 'fileChange':
          return decideFileChange(request);
        case 'permissions':
          return decidePermissions(action, request);
        case 'readFile':
          return { kind: 'run', profile, because: 'it changes nothing' };
        case 'none':
          return { kind: 'run', profile, because: 'it touches no files and starts nothing' };
      }
    },
    ...(source && { amend: (amendment, { cwd }) => amend(amendment, { cwd, rules: source }) }),
  };
}

async function loadJudge() {
  const [{ loadExecPolicy }, { decideCommand }] = await Promise.all([
    import('@tenon/execpolicy'),
    import('./decide-command.ts'),
  ]);
  return { decideCommand, execPolicy: await loadExecPolicy() };
}
