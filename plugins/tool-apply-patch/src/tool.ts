import type { Tool } from '@tenon/plugin-api/tool';
import { grammar } from './grammar.ts';
import type { TurnDiffs } from './prepare.ts';

/** The tool `apply_patch`. What parses, checks and writes is loaded with the first call. */
export function applyPatchTool(): Tool {
  const turnDiffs: TurnDiffs = new WeakMap();
  return {
    spec: {
      type: 'custom',
      name: 'apply_patch',
      description: 'Edits files. The input is the patch itself, as plain text: do not wrap it in JSON.',
      format: { type: 'grammar', syntax: 'lark', definition: grammar },
    },
    async prepare(call, context) {
      const { prepare } = await import('./prepare.ts');
      return prepare(call, context, turnDiffs);
    },
  };
}
