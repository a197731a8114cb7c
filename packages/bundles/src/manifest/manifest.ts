/** What a bundle says of itself, whichever file says it. Paths are relative to the bundle's root, with `/`, and inside it. */
export interface BundleManifest {
  /** Letters, digits, `_` and `-`. */
  readonly name: string;
  /** Without one, Codex's cache calls the bundle `local`. */
  readonly version?: string;
  readonly description?: string;
  readonly author?: { readonly name?: string; readonly email?: string; readonly url?: string };
  readonly homepage?: string;
  readonly repository?: string;
  readonly license?: string;
  readonly keywords: readonly string[];
  /** The manifests that were read, the deciding one first. */
  readonly files: readonly string[];
  readonly interface?: BundleInterface;
  /** Folders of skills; '' is the bundle itself. */
  readonly skills: readonly string[];
  /** Files or folders of slash commands. */
  readonly commands: readonly string[];
  /** Files or folders of agents. */
  readonly agents: readonly string[];
  readonly hooks: readonly BundlePart[];
  readonly mcpServers: readonly BundlePart[];
  /** Files of apps (connectors). */
  readonly apps: readonly string[];
  readonly code?: BundleCode;
}

/** A part that lies in a file, or stands in the manifest itself. Its content is not judged here. */
export type BundlePart = { readonly file: string } | { readonly inline: Readonly<Record<string, unknown>> };

/** A code plugin: the module whose default export is a `definePlugin`. */
export interface BundleCode {
  readonly entry: string;
  /** The plugin API it is for. Default `v1`. */
  readonly api: string;
  /** It asks to run in a worker. Default false. */
  readonly isolate: boolean;
  /** What it says it contributes: names by point, such as `tools`. It is for people; nothing is enforced by it. */
  readonly contributes: Readonly<Record<string, readonly string[]>>;
}

/** How clients show a plugin. Images are paths in the bundle. */
export interface BundleInterface {
  readonly displayName?: string;
  readonly shortDescription?: string;
  readonly longDescription?: string;
  readonly developerName?: string;
  readonly category?: string;
  readonly capabilities: readonly string[];
  readonly websiteUrl?: string;
  readonly privacyPolicyUrl?: string;
  readonly termsOfServiceUrl?: string;
  readonly brandColor?: string;
  /** Three at most, each of at most 128 characters. */
  readonly defaultPrompt: readonly string[];
  readonly composerIcon?: string;
  readonly logo?: string;
  readonly screenshots: readonly string[];
}

/** A field that was left out, and why. */
export interface ManifestProblem {
  /** Of the manifest, relative to the bundle's root. */
  readonly file: string;
  /** Dotted, such as `interface.logo`. */
  readonly field: string;
  readonly message: string;
}
