import { type TenonErrorFields, tenonError } from '@tenon/plugin-api';
import type { ModelErrorDetails } from '@tenon/plugin-api/model-provider';
import * as z from 'zod/mini';

const Call = z.strictObject({
  tool: z.string().check(z.minLength(1)),
  /** The arguments of a function, or the text of a freeform tool. */
  arguments: z.union([z.string(), z.record(z.string(), z.unknown())]),
});

const Step = z
  .strictObject({
    /** Reasoning, shown as a summary. */
    think: z.optional(z.string()),
    say: z.optional(z.string()),
    calls: z.optional(z.array(Call)),
    /** What must be so before this step; otherwise the run stops and says so. */
    expect: z.optional(z.strictObject({ lastOutputContains: z.optional(z.string()) })),
  })
  .check(z.refine((step) => Boolean(step.say || step.calls?.length), 'a step must `say` something or make `calls`'));

/** A script: each model response of a turn is the next step. */
export const Script = z.strictObject({
  name: z.string().check(z.minLength(1)),
  description: z.optional(z.string()),
  /** The model's id. Default `scripted`. */
  model: z.optional(z.string().check(z.minLength(1))),
  steps: z.array(Step).check(z.minLength(1)),
});
export type Script = z.infer<typeof Script>;
export type Step = z.infer<typeof Step>;

type Problem = Pick<TenonErrorFields, 'code' | 'message' | 'mend' | 'file' | 'cause'>;

/** An error a turn can fail with. */
function badScript(problem: Problem): Error & ModelErrorDetails {
  const error = tenonError({ plugin: 'tenon.provider-scripted', ...problem });
  return Object.assign(error, { codexErrorInfo: 'badRequest' as const });
}

function field(path: readonly PropertyKey[]): string {
  return path.map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at > 0 ? '.' : ''}${String(key)}`)).join('');
}

function describe(issue: z.core.$ZodIssue): string {
  const at = field(issue.path) || 'the script';
  if (issue.code === 'invalid_type') return `${at}: expected ${issue.expected}`;
  if (issue.code === 'unrecognized_keys') return `${at}: unknown field ${issue.keys.join(', ')}`;
  if (issue.code === 'too_small') return `${at}: must not be empty`;
  if (issue.code === 'invalid_union') return `${at}: expected a string or an object`;
  return `${at}: ${issue.message}`;
}

/**
 * Reads a script file. Throws `script_unreadable` or `script_invalid`, naming the file and the fields; both carry
 * `codexErrorInfo` `badRequest`.
 */
export async function readScript(file: string): Promise<Script> {
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const message = `Cannot read the script ${file}: ${(cause as Error).message}`;
    throw badScript({ code: 'script_unreadable', message, mend: 'Correct the option `script`.', file, cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const message = `The script ${file} is not JSON: ${(cause as Error).message}`;
    throw badScript({ code: 'script_invalid', message, mend: 'Correct the file.', file, cause });
  }
  const parsed = z.safeParse(Script, value);
  if (parsed.success) return parsed.data;
  const message = `The script ${file} is not valid: ${parsed.error.issues.map(describe).join('; ')}`;
  throw badScript({ code: 'script_invalid', message, mend: 'Correct the file.', file, cause: parsed.error });
}
