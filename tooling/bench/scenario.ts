/** What the mock is to answer. It stands in the user's message: `{{deltas 5000}}`, `{{calls 20}}`, `{{sleep 600}}`. */
export type Scenario =
  | { readonly deltas: number }
  | { readonly calls: number }
  /** One call of `sleep` for so many seconds. */
  | { readonly sleep: number };

export const say = (scenario: Scenario, about = 'bench'): string => {
  const [[kind, count] = []] = Object.entries(scenario);
  return `${about} {{${kind} ${count}}}`;
};

interface InputItem {
  readonly type?: string;
  readonly role?: string;
  readonly content?: string | readonly { readonly text?: string }[];
}

const textOf = ({ content }: InputItem): string =>
  typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('\n');

/** The scenario of the last user message that has one, and how many tool outputs came after it. One delta when there is none. */
export function scenarioOf(input: readonly InputItem[]): { scenario: Scenario; outputs: number } {
  let outputs = 0;
  for (let at = input.length - 1; at >= 0; at -= 1) {
    const item = input[at];
    if (item?.type?.endsWith('_output')) outputs += 1;
    if (item?.role !== 'user') continue;
    const [, kind, count] = /\{\{(deltas|calls|sleep) (\d+)\}\}/.exec(textOf(item)) ?? [];
    if (kind) return { scenario: { [kind]: Number(count) } as Scenario, outputs };
  }
  return { scenario: { deltas: 1 }, outputs };
}
