import { collection } from './point.ts';

/** Where a plugin is that a marketplace offers. */
export type MarketplacePluginSource =
  /** A folder beside the marketplace's file. Absolute. */
  | { readonly type: 'local'; readonly path: string }
  /** A folder in a git repository; default the whole of it. With `sha` (in full), exactly that commit; else `ref`, else its HEAD. */
  | { readonly type: 'git'; readonly url: string; readonly path?: string; readonly ref?: string; readonly sha?: string }
  /** A package of an npm registry. `version` is a range or a tag; default `latest`. */
  | { readonly type: 'npm'; readonly package: string; readonly version?: string; readonly registry?: string }
  /** What only the marketplace that offers it can fetch, by an id of its own. */
  | { readonly type: 'remote'; readonly id: string };

/** One plugin that a marketplace offers. */
export interface MarketplaceEntry {
  /** ASCII letters, digits, `_` and `-`; unique in its marketplace. */
  readonly name: string;
  readonly source: MarketplacePluginSource;
  /** Default `AVAILABLE`. */
  readonly installation: 'NOT_AVAILABLE' | 'AVAILABLE' | 'INSTALLED_BY_DEFAULT';
  /** When its apps are logged in to. Default `ON_INSTALL`. */
  readonly authentication: 'ON_INSTALL' | 'ON_USE';
  /** The products it is for. Default: all. */
  readonly products?: readonly string[];
  readonly category?: string;
  readonly description?: string;
  readonly version?: string;
  /** What the entry says that a plugin's own manifest could say (Claude Code's `skills`, `hooks`, `commands` …), unread. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** False: `manifest` stands for the plugin's own, which need not be there (Claude Code). Default true. */
  readonly strict: boolean;
}

export interface Marketplace {
  /** ASCII letters, digits, `_` and `-`. */
  readonly name: string;
  /** Absolute path of its file, where it has one. */
  readonly path?: string;
  readonly displayName?: string;
  /** In the order they are shown in. */
  readonly entries: readonly MarketplaceEntry[];
}

/** What of a marketplace could not be used. It costs that, and nothing else. */
export interface MarketplaceProblem {
  /** The file, or what else it is about. */
  readonly path: string;
  /** The entry that was left out, by its name or its index; none: the whole marketplace. */
  readonly entry?: string;
  readonly message: string;
}

export interface MarketplaceListing {
  /** Undefined where it cannot be read: a problem says why. */
  readonly marketplace?: Marketplace;
  readonly problems: readonly MarketplaceProblem[];
}

/** Where a marketplace is, as `[marketplaces.<name>]` of the configuration says. */
export interface MarketplaceLocation {
  /** A folder, a URL, a scope: whatever this kind of marketplace is known by. */
  readonly source: string;
  readonly ref?: string;
  readonly sparsePaths?: readonly string[];
}

export interface MarketplaceRefresh {
  /** Absolute path of an empty folder to write into. Left as it may be when the call rejects: the caller removes it. */
  readonly into: string;
  /** What an earlier refresh gave. */
  readonly revision?: string;
  readonly signal: AbortSignal;
}

export interface RefreshedMarketplace {
  /** Absolute: where `list` finds it. `into`, or a place of its own, used where it is; undefined: `revision` is still the newest. */
  readonly root?: string;
  /** Such as a commit. None: it is never older than its root. */
  readonly revision?: string;
}

export interface MarketplaceFetch {
  /** Absolute path of an empty folder to write into. Left as it may be when the call rejects: the caller removes it. */
  readonly into: string;
  /** The marketplace's root: nothing local is fetched from outside of it. */
  readonly root: string;
  readonly signal: AbortSignal;
}

/** A plugin as it was fetched, not yet looked at: whoever reads it takes it for hostile. */
export interface FetchedPlugin {
  /** `folder`: its tree, in `into` or, not to be written to, where it is. `npm`: an npm tarball (tar, gzip), whose integrity was checked. */
  readonly type: 'folder' | 'npm';
  /** Absolute path of the folder or the file. Links resolved. */
  readonly path: string;
  /** The source made exact: a commit, a version. */
  readonly source: MarketplacePluginSource;
  /** Of an archive, as the registry says: `sha512-…`. */
  readonly integrity?: string;
}

/**
 * One kind of marketplace. The member's name is the `source_type` of the marketplaces it is asked for. `local` and `remote` plugins
 * are fetched by whoever lists them; `git` and `npm` ones by the member of that name, whichever marketplace offers them.
 * What it gives is data: nothing of it is run, and no content of a remote may make a program run.
 */
export interface MarketplaceKind {
  /** The marketplaces that are there without being configured. Default: none. */
  discover?(context: {
    readonly cwds: readonly string[];
    readonly signal: AbortSignal;
  }): Promise<readonly MarketplaceLocation[]>;
  /** Brings it up to date. Throws what is to be told: there is no such place, it does not answer, it is too large. */
  refresh(location: MarketplaceLocation, context: MarketplaceRefresh): Promise<RefreshedMarketplace>;
  /** What is offered at a root that `refresh` gave. No network; a bad marketplace is a problem, not an error. */
  list(root: string, signal: AbortSignal): Promise<MarketplaceListing>;
  /** Gets one plugin. Throws `unsupported` for a type of source that is not its own. */
  fetch(source: MarketplacePluginSource, context: MarketplaceFetch): Promise<FetchedPlugin>;
}

/** Where plugins are found, one member a `source_type`. One that rejects is reported, and costs its marketplaces. */
export const marketplaces = collection<MarketplaceKind>()('marketplaces', 'marketplace/v1');
