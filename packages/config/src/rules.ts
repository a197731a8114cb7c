import type { Problem } from './problem.ts';
import type { ConfigToml } from './schema/config.ts';

const RESERVED = ['openai', 'ollama', 'lmstudio'];

/** What a schema of types cannot say. Runs on a value of right types. */
export function brokenRules(config: ConfigToml): Problem[] {
  const problems: Problem[] = [];
  for (const [id, provider] of Object.entries(config.model_providers ?? {})) {
    const path = ['model_providers', id];
    if (RESERVED.includes(id)) {
      problems.push({
        path,
        expected: 'another id',
        message: `model_providers contains reserved built-in provider IDs: expected an id of your own, got \`${id}\``,
        missing: false,
      });
      continue;
    }
    const bedrock = id === 'amazon-bedrock';
    if (!bedrock && provider.name === undefined) {
      const expected = 'non-empty string';
      problems.push({ path: [...path, 'name'], expected, message: `expected ${expected}, got nothing`, missing: true });
    }
    if (!bedrock && provider.aws !== undefined) {
      problems.push({
        path: [...path, 'aws'],
        expected: 'nothing',
        message: 'expected nothing, got table: only the provider `amazon-bedrock` takes it',
        missing: false,
      });
    }
  }
  return problems;
}
