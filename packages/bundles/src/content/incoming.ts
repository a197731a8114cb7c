/** One entry of a source, before anything of it is believed. */
export type Incoming =
  | { readonly kind: 'folder' | 'special'; readonly path: string }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly executable: boolean;
      readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
    }
  /** A hard link names an earlier entry of its archive from the archive's root; a link is relative to its own folder. */
  | { readonly kind: 'link' | 'hardlink'; readonly path: string; readonly target: string };

export type Source = AsyncIterable<Incoming>;
