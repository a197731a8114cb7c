import type { BenchContext, Figures } from '../bench-context.ts';
import { sleep } from '../clock.ts';

/** From spawn to the answer of `initialize`: in a home that holds a config.toml only, and once more in the same home. */
export async function cold(context: BenchContext): Promise<Figures> {
  const home = context.freshHome();
  const figures: Figures = {};
  for (const name of ['fresh home', 'same home']) {
    const client = context.open(home);
    try {
      figures[`cold start, ${name} (ms)`] = await client.initialize();
      await sleep(200); // a start's own work behind the answer belongs to it, not to the end
    } finally {
      figures['end after stdin closes (ms)'] = await client.close();
    }
  }
  return figures;
}
