import { type Position, StarlarkError } from './starlark-error.ts';
import type { Expression } from './syntax.ts';

/** The parts of an f-string. Between braces stands a name, as in the dialect that Codex uses. */
export function formattedParts(text: string, at: Position): (string | Expression)[] {
  return replacementParts(text, at).map((part) => {
    if (typeof part === 'string') return part;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(part.field))
      throw new StarlarkError('an f-string takes only names between braces', at);
    return { kind: 'name', name: part.field, at };
  });
}

/** Splits at `{field}`; `{{` and `}}` are braces. */
export function replacementParts(text: string, at: Position): (string | { readonly field: string })[] {
  const parts: (string | { readonly field: string })[] = [];
  const piece = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;
  for (const [whole, field] of text.matchAll(piece)) {
    if (field !== undefined) parts.push({ field });
    else if (whole === '{' || whole === '}')
      throw new StarlarkError(`a lone \`${whole}\`; write \`${whole}${whole}\``, at);
    else parts.push(whole === '{{' ? '{' : whole === '}}' ? '}' : whole);
  }
  return parts;
}
