import type { Table } from '../table.ts';
import type { RequirementsSource } from './merge-requirements.ts';

/** What a source that is no file requires, judged. Rejects with `config_invalid` and `requirements_contradict`, which name it. */
export async function requirementsOf(name: string, table: Table): Promise<RequirementsSource> {
  const { judgeRequirements } = await import('./judge-requirements.ts');
  return { name, requirements: judgeRequirements(name, '', table) };
}
