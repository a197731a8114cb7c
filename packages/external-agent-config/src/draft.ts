import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MigrationEntry } from '@tenon/protocol/external-agent';
import type { ConfigContent } from './options.ts';
import type { Place } from './place.ts';
import type { Change } from './plan.ts';
import { isObject } from './read-json.ts';
import { isInside, type SourceBytes } from './read-source.ts';
import { isMissing, messageOf } from './source-error.ts';

/** What is known of a thing before its fate. */
export interface Finding {
  readonly name: string;
  /** The file it comes from. */
  readonly source: string;
  /** What does not come along, or is not in use yet. */
  readonly note?: string | undefined;
}

const segment = (one: string): string => (/^[A-Za-z0-9_-]+$/.test(one) ? one : JSON.stringify(one));

/** A dotted key, as `config/value/write` takes it. */
const dotted = (path: readonly string[]): string => path.map(segment).join('.');

/** Entries of the largest item. Whoever has more is out to make trouble. */
const maxEntries = 500;

/** Collects what becomes of the things of one item. What stands at a target already is kept. */
export class Draft {
  readonly entries: MigrationEntry[] = [];
  readonly changes: Change[] = [];
  readonly place: Place;
  /** A text: why it can be neither read nor written. */
  readonly config: ConfigContent | string;
  readonly #targets = new Set<string>();

  constructor(place: Place, config: ConfigContent | string) {
    this.place = place;
    this.config = config;
  }

  /** A note that says why is due. */
  unsupported({ name, source }: Finding, note: string): void {
    this.#tell({ name, source, target: null, action: 'unsupported', note });
  }

  /** Runs what may fail for one source without keeping the others from being looked at. */
  async attempt(name: string, source: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#tell({ name, source, target: null, action: 'failed', note: messageOf(error) });
    }
  }

  /** Whether a key of `config.toml` may be written: it is not there yet, and the file can be read. */
  isFree(path: readonly string[]): boolean {
    return typeof this.config !== 'string' && !isSet(this.config.config, path);
  }

  /** A key of `config.toml`. */
  addKey(finding: Finding, path: readonly string[], value: unknown): void {
    const keyPath = dotted(path);
    const target = `${join(this.place.folder, 'config.toml')}: ${keyPath}`;
    const { name, source } = finding;
    if (typeof this.config === 'string') {
      this.#tell({ name, source, target, action: 'failed', note: this.config });
      return;
    }
    if (!isWellFormed(value)) {
      this.unsupported(finding, 'it holds half a surrogate pair, which TOML cannot');
      return;
    }
    this.#add(finding, target, !this.isFree(path), (entry) => ({ entry, kind: 'config', keyPath, value }));
  }

  async addFile(finding: Finding, file: string, text: string): Promise<void> {
    const taken = await this.#isTaken(finding, file);
    if (taken !== undefined) this.#add(finding, file, taken, (entry) => ({ entry, kind: 'file', file, text }));
  }

  async addFolder(finding: Finding, folder: string, files: ReadonlyMap<string, SourceBytes>): Promise<void> {
    const taken = await this.#isTaken(finding, folder);
    if (taken !== undefined) this.#add(finding, folder, taken, (entry) => ({ entry, kind: 'folder', folder, files }));
  }

  /** `present`: the events that the file has already. */
  addHooks(
    finding: Finding,
    file: string,
    present: ReadonlySet<string>,
    event: string,
    groups: readonly unknown[],
  ): void {
    const target = `${file}: ${event}`;
    this.#add(finding, target, present.has(event), (entry) => ({ entry, kind: 'hooks', file, event, groups }));
  }

  /** Whether a file may be written to, or made. Otherwise there is an entry that says why not. */
  async mayWrite(finding: Finding, target: string): Promise<boolean> {
    const problem = await unsafeTarget(this.place, target);
    if (problem !== undefined) this.unsupported(finding, problem);
    return problem === undefined;
  }

  /** The entry as it is told. undefined: there are too many, and the last entry says so. */
  #tell(entry: MigrationEntry): MigrationEntry | undefined {
    const { length } = this.entries;
    if (length < maxEntries) {
      const told = { ...entry, name: cut(entry.name, maxName), note: entry.note && cut(entry.note, maxNote) };
      this.entries.push(told);
      return told;
    }
    if (length === maxEntries) {
      const note = `there are more than ${maxEntries}: take out what is not to be imported`;
      this.entries.push({ name: 'the rest', source: entry.source, target: null, action: 'failed', note });
    }
    return undefined;
  }

  async #isTaken(finding: Finding, target: string): Promise<boolean | undefined> {
    if (!(await this.mayWrite(finding, target))) return undefined;
    try {
      await lstat(target);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  #add({ name, source, note }: Finding, target: string, taken: boolean, change: (entry: MigrationEntry) => Change) {
    const twice = this.#targets.has(target);
    const kept = twice ? 'another one of this name comes first' : 'is there already';
    if (taken || twice) {
      this.#tell({ name, source, target, action: 'keep', note: kept });
      return;
    }
    const entry = this.#tell({ name, source, target, action: 'write', note: note ?? null });
    if (!entry) return;
    this.#targets.add(target);
    this.changes.push(change(entry));
  }
}

/** Characters of a name, which may be what somebody planted in a clone, and of a note that repeats such names. */
const [maxName, maxNote] = [200, 2000];

const cut = (text: string, max: number) => (text.length > max ? `${text.slice(0, max)}…` : text);

/** Whether all its texts are whole Unicode. */
const isWellFormed = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed();
  return typeof value !== 'object' || value === null || Object.values(value).every(isWellFormed);
};

/** Whether something is set at a path. A value where a table is needed is in the way too. */
function isSet(table: unknown, path: readonly string[]): boolean {
  let at = table;
  for (const one of path) {
    if (!isObject(at)) break;
    at = Object.hasOwn(at, one) ? at[one] : undefined;
  }
  return at !== undefined;
}

/**
 * Why a target is not written. Whoever plants a link out of the project in a clone would have files of the user written.
 * undefined: it may be written.
 */
export async function unsafeTarget({ cwd }: Place, target: string): Promise<string | undefined> {
  if (cwd === undefined || (await staysInside(cwd, target))) return undefined;
  return `${target} is a link out of the project, which is not followed`;
}

/** Whether a path below a folder leads to a place below it, as far as it is there. */
async function staysInside(root: string, path: string): Promise<boolean> {
  const top = await realpath(root);
  for (let at = path; at !== root && at !== dirname(at); at = dirname(at)) {
    try {
      await lstat(at);
    } catch (error) {
      if (isMissing(error)) continue;
      throw error;
    }
    try {
      return isInside(top, await realpath(at));
    } catch (error) {
      // A link to nowhere: what is written through it would come to be elsewhere.
      if (isMissing(error)) return false;
      throw error;
    }
  }
  return true;
}
