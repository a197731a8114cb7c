// A process of its own that takes leases: at each of many moments that all such processes know, one thread's.
import { createLeases } from '../src/lease.ts';

const [folder = '', mode = '', from = '0', rounds = '0'] = process.argv.slice(2);
const leases = createLeases(folder);

if (mode === 'hold') {
  for (let round = 0; round < Number(rounds); round += 1) leases.acquire(`t${round}`);
  process.stdout.write('held\n');
  setInterval(() => {}, 1000);
} else {
  const won: number[] = [];
  for (let round = 0; round < Number(rounds); round += 1) {
    while (Date.now() < Number(from) + round * 20);
    try {
      leases.acquire(`t${round}`);
      won.push(round);
    } catch (error) {
      if ((error as { code?: string }).code !== 'thread_locked') throw error;
    }
  }
  process.stdout.write(`${JSON.stringify(won)}\n`);
  // A holder that is gone could rightly be followed: stay until all are done.
  process.stdin.on('data', () => process.exit());
}
