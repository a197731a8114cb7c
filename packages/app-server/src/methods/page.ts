import { invalidRequest } from '../rpc-error.ts';

/** A page of a list that is whole in memory. The cursor is the index of its first item. */
export function page<T>(
  all: readonly T[],
  params: { readonly cursor?: string | null | undefined; readonly limit?: number | null | undefined },
): { data: T[]; nextCursor: string | null } {
  const start = params.cursor ? Number(params.cursor) : 0;
  if (!Number.isInteger(start) || start < 0) throw invalidRequest(`invalid cursor: ${params.cursor}`);
  if (start > all.length) throw invalidRequest(`cursor ${start} exceeds the total of ${all.length}`);
  const end = start + Math.max(1, params.limit ?? all.length);
  return { data: all.slice(start, end), nextCursor: end < all.length ? String(end) : null };
}
