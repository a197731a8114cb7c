import type { ResponseItem } from '@tenon/protocol';

type Called = { readonly call_id?: string | null };

/** A history without its oldest items. An output goes with its call: model servers refuse one that nobody asked for. */
export function newestHistory(history: readonly ResponseItem[], from: number): ResponseItem[] {
  const gone = new Set(history.slice(0, from).flatMap((item) => (item as Called).call_id ?? []));
  return history.slice(from).filter((item) => {
    const { call_id: id } = item as Called;
    return !id || !gone.has(id) || !item.type.endsWith('_output');
  });
}
