/**
 * A maker of UUIDv7s (RFC 9562, section 5.7): sortable by time; within one millisecond the 12 bits of `rand_a`
 * count up, so that the ids of one maker never run backwards.
 */
export function idMaker(clock: () => number = Date.now): () => string {
  let last = 0;
  let counter = 0;
  return () => {
    const now = clock();
    if (now > last) {
      last = now;
      counter = 0;
    } else if (++counter > 0xfff) {
      last += 1;
      counter = 0;
    }
    const time = last.toString(16).padStart(12, '0');
    const random = crypto.getRandomValues(new Uint8Array(8));
    random[0] = 0x80 | ((random[0] ?? 0) & 0x3f);
    const tail = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const count = counter.toString(16).padStart(3, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  };
}
