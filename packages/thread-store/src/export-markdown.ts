import type { ThreadLines, ThreadSummary } from '@tenon/plugin-api/thread-store';
import type { RolloutLine } from '@tenon/protocol';

type Item = Readonly<Record<string, unknown>>;

/**
 * A thread to read: what user and agent said, commands with their output, changes of files as patches. What was rolled back is left out;
 * the context that programs add is not shown. All of it is in memory while it is made.
 */
export async function exportMarkdown(summary: ThreadSummary, lines: ThreadLines): Promise<string> {
  const turns = new Turns();
  for await (const batch of lines.forward({ types: ['event_msg', 'response_item', 'compacted'] }))
    for (const line of batch) turns.take(line);
  return `${[...heading(summary), ...turns.blocks()].join('\n\n')}\n`;
}

function heading(summary: ThreadSummary): string[] {
  const [title = ''] = (summary.name ?? summary.preview).split('\n');
  const facts = [
    ['Thread', summary.id],
    ['Folder', summary.cwd],
    ['Model provider', summary.modelProvider],
    ['Created', new Date(summary.createdAt).toISOString()],
    ['Branch', summary.gitInfo?.branch],
  ];
  const rows = facts.filter(([, value]) => value).map(([name, value]) => `- ${name}: ${value}`);
  return [`# ${title.slice(0, 120) || summary.id}`, rows.join('\n')];
}

class Turns {
  /** Each begins with what the user said; the first may hold what came before. */
  #turns: string[][] = [[]];

  take(line: RolloutLine): void {
    if (line.type === 'compacted') this.#add('_The history was compacted here._');
    else if (line.type === 'response_item') this.#add(...callText(line.payload));
    if (line.type !== 'event_msg') return;
    const { payload } = line;
    if (payload.type === 'user_message') this.#turns.push(['## User', payload.message]);
    else if (payload.type === 'agent_message' && payload.message) this.#add('## Agent', payload.message);
    else if (payload.type === 'error') this.#add(`**Error:** ${payload.message}`);
    else if (payload.type === 'turn_aborted') this.#add('_Interrupted._');
    else if (payload.type === 'thread_rolled_back') {
      const keep = Math.max(1, this.#turns.length - Math.max(0, Math.trunc(payload.num_turns)));
      this.#turns = this.#turns.slice(0, keep);
    }
  }

  #add(...blocks: string[]): void {
    this.#turns.at(-1)?.push(...blocks);
  }

  blocks(): string[] {
    return this.#turns.flat();
  }
}

/** A tool call, or what came of one. Nothing for other items: messages are told by events. */
function callText(item: Item): string[] {
  const name = String(item.name ?? '');
  switch (item.type) {
    case 'function_call': {
      const given = parsed(item.arguments);
      const command = given.cmd ?? given.command;
      if (typeof command === 'string') return ['### Command', fenced(command, 'sh')];
      if (Array.isArray(command)) return ['### Command', fenced(command.join(' '), 'sh')];
      if (name === 'apply_patch' && typeof given.input === 'string') return patch(given.input);
      return [`### Tool \`${name}\``, fenced(String(item.arguments ?? ''), 'json')];
    }
    case 'local_shell_call': {
      const { command } = Object(item.action) as { command?: unknown };
      return Array.isArray(command) ? ['### Command', fenced(command.join(' '), 'sh')] : [];
    }
    case 'custom_tool_call':
      if (name === 'apply_patch') return patch(String(item.input ?? ''));
      return [`### Tool \`${name}\``, fenced(String(item.input ?? ''))];
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const text = outputText(item.output);
      return text ? [fenced(text)] : [];
    }
    default:
      return [];
  }
}

const patch = (text: string): string[] => ['### File change', fenced(text, 'diff')];

function parsed(json: unknown): Record<string, unknown> {
  try {
    return Object(JSON.parse(String(json))) as Record<string, unknown>;
  } catch {
    // A model may write what is no JSON; it is shown as it stands.
    return {};
  }
}

function outputText(output: unknown): string {
  if (typeof output === 'string') return output;
  if (!Array.isArray(output)) return outputText((Object(output) as { content?: unknown }).content ?? '');
  return output
    .map((part: unknown) => {
      const { text } = Object(part) as { text?: unknown };
      return typeof text === 'string' ? text : '(image)';
    })
    .join('\n');
}

/** A code block whose fence is longer than any in the text. */
function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}
