import type { Generation } from '@tenon/kernel';
import { tenonError } from '@tenon/plugin-api';
import type { Environment } from '@tenon/plugin-api/environment';
import { promptFragments } from '@tenon/plugin-api/prompt';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { ResponseItem } from '@tenon/protocol';
import { describeProfile } from './describe-profile.ts';
import type { ThreadSettings } from './settings.ts';
import type { NewLine } from './thread-log.ts';

const message = (role: 'developer' | 'user', text: string): ResponseItem => ({
  type: 'message',
  role,
  content: [{ type: 'input_text', text }],
});

export const developerMessage = (text: string): NewLine => ({
  type: 'response_item',
  payload: message('developer', text),
});

export const userText = (text: string): NewLine => ({ type: 'response_item', payload: message('user', text) });

/** Tells the model that a person let happen what it was refused. */
export function approvedAfterwards(action: ToolAction): NewLine {
  const what = action.type === 'command' ? `the command \`${action.script}\` in ${action.cwd}` : 'the change of files';
  return developerMessage(
    `The user has approved ${what}, which an automatic reviewer had denied. Repeat it exactly as it was, once, if it is still needed.`,
  );
}

const approvalWords: Readonly<Record<string, string>> = {
  never: 'Nobody can be asked for approval: what needs it is refused. Work within the limits.',
  'on-request': 'The user is asked when a command needs more than the sandbox gives.',
  'on-failure': 'The user is asked when a command failed because of the sandbox.',
  untrusted: 'The user is asked before every command that is not known to be harmless.',
};

function permissions({ permissionProfile, approvalPolicy: approval }: ThreadSettings): string {
  const words = typeof approval === 'string' ? approvalWords[approval] : 'Some kinds of approval can be asked for.';
  return `<permissions>\n${describeProfile(permissionProfile)}\n${words}\n</permissions>`;
}

function surroundings(settings: ThreadSettings, environment: Environment, date: string): string {
  const shell = environment.platform.shell.slice(environment.platform.shell.lastIndexOf('/') + 1);
  return [
    '<environment_context>',
    `  <cwd>${settings.cwd}</cwd>`,
    `  <shell>${shell}</shell>`,
    `  <current_date>${date}</current_date>`,
    '</environment_context>',
  ].join('\n');
}

/** What plugins tell a thread's model first, and the files it came from. */
export interface Fragments {
  readonly lines: readonly NewLine[];
  readonly sources: readonly string[];
}

/** Reads every fragment, in order. One that fails is told to `onError` and left out. */
export async function readFragments(
  generation: Generation,
  context: { readonly cwd: string; readonly environment: Environment; readonly signal: AbortSignal },
  onError: (error: unknown) => void,
): Promise<Fragments> {
  const fragments = [...(await generation.all(promptFragments))];
  fragments.sort(([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0));
  const lines: NewLine[] = [];
  const sources: string[] = [];
  for (const [name, fragment] of fragments) {
    let found: Awaited<ReturnType<typeof fragment.read>>;
    try {
      found = await fragment.read(context);
    } catch (cause) {
      const plugin = generation.owner(promptFragments, name);
      const message = `the prompt fragment ${name} of ${plugin} is left out: ${String(cause)}`;
      onError(tenonError({ code: 'prompt_fragment_failed', message, cause, ...(plugin && { plugin }) }));
    }
    if (!found?.text) continue;
    lines.push(fragment.role === 'developer' ? developerMessage(found.text) : userText(found.text));
    sources.push(...(found.sources ?? []));
  }
  return { lines, sources };
}

/** What a thread's model is told before the first user message: permissions, instructions, skills, fragments of plugins, surroundings. */
export function openingContext(
  settings: ThreadSettings,
  environment: Environment,
  date: string,
  fragments: Fragments,
  skills: readonly NewLine[],
): readonly NewLine[] {
  const lines = [developerMessage(permissions(settings))];
  if (settings.developerInstructions) lines.push(developerMessage(settings.developerInstructions));
  return [...lines, ...skills, ...fragments.lines, userText(surroundings(settings, environment, date))];
}

/** What must be said anew because it changed since the model was last told. Nothing before it is touched. */
export function changedContext(before: ThreadSettings, now: ThreadSettings, environment: Environment, date: string) {
  const lines: NewLine[] = [];
  const words = permissions(now);
  if (permissions(before) !== words) lines.push(developerMessage(words));
  if (before.cwd !== now.cwd) lines.push(userText(surroundings(now, environment, date)));
  return lines;
}
