import { findSkills } from '@tenon/core';
import type { Scope } from '@tenon/plugin-api';
import { environments } from '@tenon/plugin-api/environment';
import type { SkillMetadata, SkillsListEntry } from '@tenon/protocol/skills';
import { isEnabled, type ReadSkill, type SkillCatalog, skillSettings, spellingsOf } from '@tenon/skills';
import type { ServerSide } from '../handler.ts';
import { readableFiles } from '../permissions/readable-files.ts';
import { rpcErrorOf } from '../rpc-error.ts';
import { SkillWatch } from './skill-watch.ts';

/** Folders whose skills are kept; the one that was asked for longest ago goes first. */
const maxKept = 64;

/** Absolute. */
interface Place {
  readonly cwd: string;
  /** More roots of the user. */
  readonly extra: readonly string[];
}

interface Kept extends Place {
  readonly cache: Map<string, ReadSkill>;
  /** Of the plugins that were asked. */
  readonly generation: number;
  readonly catalog: SkillCatalog;
  /** What clients were told last. */
  told: string;
}

type Listed = Pick<SkillsListEntry, 'skills' | 'errors'>;

/**
 * The skills of folders, as clients are told of them. What was found is kept and watched, and is the same for every configuration;
 * which of it is enabled is looked up for each answer. When an answer would be another, all clients hear of it (`skills/changed`).
 */
export class SkillLists {
  readonly #server: ServerSide;
  readonly #scope: Scope;
  readonly #kept = new Map<string, Kept>();
  #watch: SkillWatch | undefined;
  /** One look after another. */
  #looks: Promise<void> = Promise.resolve();

  constructor(server: ServerSide, scope: Scope) {
    this.#server = server;
    this.#scope = scope;
    scope.defer(() => this.#watch?.stop());
    server.onReload(() => this.#look(true));
  }

  /** `reload`: whatever is kept, the folders are read. */
  async list(place: Place, reload: boolean): Promise<Listed> {
    const key = JSON.stringify([place.cwd, place.extra]);
    const known = this.#kept.get(key);
    const fresh = known && !reload && !this.#watch?.blind && known.generation === (await this.#generation());
    const kept = fresh
      ? known
      : await this.#find(place, known && { ...known, cache: reload ? new Map() : known.cache });
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) if (this.#kept.size > maxKept) this.#kept.delete(oldest);
    const listed = await this.#listed(kept);
    const told = kept.told;
    kept.told = JSON.stringify(listed);
    // Others were told something else.
    if (known && told !== kept.told) this.#tell();
    if (!fresh) this.#look(false);
    return listed;
  }

  /** The ways to write the path of a skill that was listed; the path alone where none was. */
  spellings(path: string): readonly string[] {
    const all = [...this.#kept.values()].flatMap(({ catalog }) => catalog.skills);
    const skill = all.find((one) => spellingsOf(one).includes(path));
    return skill ? spellingsOf(skill) : [path];
  }

  async #generation(): Promise<number> {
    using generation = (await this.#server.host()).runtime.acquire();
    return generation.number;
  }

  /** Reads the folders; files that are the same as in `before` need not be understood again. */
  async #find(place: Place, before?: Kept): Promise<Kept> {
    const { runtime } = await this.#server.host();
    using generation = runtime.acquire();
    const environment = generation.service(environments).get();
    const onError = (error: unknown) => this.#server.report(error);
    this.#watch ??= new SkillWatch({ files: environment.files, changed: () => this.#look(true), onError });
    const { files } = await readableFiles(this.#server, environment);
    const cache = before?.cache ?? new Map<string, ReadSkill>();
    const catalog = await findSkills(generation, {
      cwd: place.cwd,
      environment: { ...environment, files },
      signal: this.#scope.signal,
      cache,
      extra: place.extra.map((path) => ({ path, scope: 'user' })),
      onError,
    });
    return { ...place, cache, generation: generation.number, catalog, told: before?.told ?? '' };
  }

  async #listed({ cwd, catalog }: Kept): Promise<Listed> {
    const errors = catalog.faults.map(({ path, message }) => ({ path, message }));
    try {
      const settings = skillSettings((await (await this.#server.host()).configFor(cwd)).config.skills);
      const skills = catalog.skills.map((skill): SkillMetadata => {
        const { root, foundAt, implicit, ...told } = skill;
        return { ...told, enabled: isEnabled(skill, settings) };
      });
      return { skills, errors };
    } catch (error) {
      // Without its configuration nobody knows which are enabled.
      return { skills: [], errors: [...errors, { path: cwd, message: rpcErrorOf(error).message }] };
    }
  }

  /** Watches what is kept, and reads it again where something may have changed. Clients are told when an answer would be another. */
  #look(changed: boolean): void {
    const look = async () => {
      if (changed) await this.#refresh();
      while (!this.#scope.signal.aborted && (await this.#watch?.set(this.#folders()))) await this.#refresh();
    };
    this.#looks = this.#looks.then(look).catch((error: unknown) => {
      if (!this.#scope.signal.aborted) this.#server.report(error);
    });
  }

  #folders(): string[] {
    return [...this.#kept.values()].flatMap(({ catalog }) => catalog.folders);
  }

  async #refresh(): Promise<void> {
    let changed = false;
    for (const [key, before] of [...this.#kept]) {
      const after = await this.#find(before, before);
      after.told = JSON.stringify(await this.#listed(after));
      // Asked for anew meanwhile, or let go of.
      if (this.#kept.get(key) !== before) continue;
      this.#kept.set(key, after);
      changed ||= after.told !== before.told;
    }
    if (changed) this.#tell();
  }

  #tell(): void {
    this.#server.broadcast({ method: 'skills/changed', params: {} });
  }
}

/** One for the server. */
export const createSkillLists = (scope: Scope, server: ServerSide): SkillLists => new SkillLists(server, scope);
