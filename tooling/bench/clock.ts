/** Milliseconds of the system's monotonic clock: the same for every process, so times of two processes can be compared. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6;

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** How long a piece of work takes, in milliseconds. */
export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const began = now();
  const value = await work();
  return { ms: now() - began, value };
}
