/** The middle of some numbers; of an even count, the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort();
  const middle = Math.floor(sorted.length / 2);
  return sorted[middle];
}
