/** How much one bundle may be. A bundle over one of these is refused before more of it is read. */
export interface BundleLimits {
  /** Bytes of an archive as it is. Default 128 MiB. */
  readonly archiveBytes: number;
  /** Bytes of all files, unpacked. Default 128 MiB. */
  readonly totalBytes: number;
  /** Files, folders and links together. Default 20 000. */
  readonly entries: number;
  /** Bytes of a path, from the bundle's root, in UTF-8. Default 512. */
  readonly pathBytes: number;
  /** Parts of a path. Default 32. */
  readonly depth: number;
  /** Unpacked bytes per packed byte; asked only after the first 4 MiB. Default 200. */
  readonly ratio: number;
}

export const defaultLimits: BundleLimits = {
  archiveBytes: 128 * 1024 * 1024,
  totalBytes: 128 * 1024 * 1024,
  entries: 20_000,
  pathBytes: 512,
  depth: 32,
  ratio: 200,
};

/** Bytes that may unpack from almost nothing: a long run of blanks in a small file is no attack. */
export const RATIO_GRACE = 4 * 1024 * 1024;
