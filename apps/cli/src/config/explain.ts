import { type ConfigExplainer, type Explanation, tomlKey } from '@tenon/config';
import { masked, maskedPlace } from './secrets.ts';
import { columns, KINDS, plain, shown } from './show.ts';

export interface ShowOptions {
  readonly json: boolean;
  readonly showSecrets: boolean;
}

/** What `tenon config explain` prints. */
export function explained(explainer: ConfigExplainer, key: string, options: ShowOptions): string {
  const explanation = explainer.explain(key);
  return options.json
    ? `${JSON.stringify(asJson(explainer, explanation, options), null, 2)}\n`
    : asText(explainer, explanation, options);
}

function asJson(
  explainer: ConfigExplainer,
  { path, value, sources, allowed, unknown }: Explanation,
  { showSecrets }: ShowOptions,
) {
  const of = (one: unknown) => (showSecrets ? one : masked(path, one));
  return {
    key: tomlKey(path),
    value: of(value) ?? null,
    isSet: value !== undefined,
    isKnown: unknown === undefined,
    sources: sources.map((source) => ({
      ...source,
      at: showSecrets ? source.at : maskedPlace(source.at),
      value: of(source.value),
    })),
    profile: explainer.config.profile ?? null,
    allowed: allowed ?? null,
    ignored: explainer.ignored,
  };
}

function asText(
  explainer: ConfigExplainer,
  { path, value, sources, allowed, unknown }: Explanation,
  options: ShowOptions,
): string {
  const { showSecrets } = options;
  const key = tomlKey(path);
  const lines = [value === undefined ? `${key} is not set` : `${key} = ${shown(path, value, showSecrets)}`];
  if (unknown) {
    lines.push(`nobody knows this key${unknown.nearest === undefined ? '' : `: did you mean \`${unknown.nearest}\`?`}`);
  }
  const rows = sources.map((source) => [
    `  ${source.outcome}`,
    KINDS[source.from],
    showSecrets ? source.at : maskedPlace(source.at),
    shown(path, source.value, showSecrets),
  ]);
  const below: string[] = [];
  if (allowed) {
    const values = allowed.values.map((one) => shown(path, one, showSecrets));
    below.push(`allowed: ${values.join(', ')} (${allowed.setBy})`);
  }
  if (explainer.config.profile !== undefined) below.push(`profile: ${explainer.config.profile}`);
  for (const { file, reason } of explainer.ignored) below.push(`not read: ${file}`, `  ${reason}`);
  return `${lines.join('\n')}\n${columns(rows)}${below.map((line) => `${plain(line)}\n`).join('')}`;
}
