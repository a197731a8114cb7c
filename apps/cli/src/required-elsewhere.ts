import { type RequirementsSource, requirementsOf } from '@tenon/config';
import type { Runtime } from '@tenon/kernel';
import { withTimeout } from '@tenon/plugin-api';
import { requirementsSources } from '@tenon/plugin-api/requirements';

/** Milliseconds that all of them may take. */
const PATIENCE_MS = 10_000;

/** What plugins say that is required, by their names. Rejects when one cannot tell: what it forbids would be allowed. */
export async function requiredElsewhere(runtime: Runtime): Promise<RequirementsSource[]> {
  using generation = runtime.acquire();
  const names = [...generation.names(requirementsSources)].sort();
  if (names.length === 0) return [];
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const found = await Promise.all(
    names.map(async (name) => {
      const source = await generation.get(requirementsSources, name);
      const table = await withTimeout(source?.read(signal) ?? null, PATIENCE_MS, signal);
      return table ? [await requirementsOf(name, table)] : [];
    }),
  );
  return found.flat();
}
