import type { Generation } from '@tenon/kernel';
import { environments } from '@tenon/plugin-api/environment';
import { threadStart } from '@tenon/plugin-api/events';
import type { ServerNotification } from '@tenon/protocol';
import { changedContext, type Fragments, openingContext, readFragments } from './context.ts';
import type { TurnSetup } from './conversation.ts';
import { baseInstructions } from './instructions.ts';
import { type ModelAccess, openModel } from './model-access.ts';
import { observe } from './observe.ts';
import { readableEnvironment } from './readable-environment.ts';
import type { ThreadSettings } from './settings.ts';
import type { ThreadFacts } from './thread-facts.ts';
import type { ThreadMemory } from './thread-memory.ts';
import type { ThreadParts } from './thread-parts.ts';
import type { ThreadSkills } from './thread-skills.ts';
import type { TurnContext } from './turn-context.ts';
import { localDate, turnContextLine } from './turn-context-line.ts';

export interface OpeningOptions {
  readonly parts: Omit<ThreadParts, 'lines'>;
  readonly facts: ThreadFacts;
  readonly memory: ThreadMemory;
  readonly skills: ThreadSkills;
  readonly publish: (notification: ServerNotification) => void;
}

/** How the turns of a thread find their model, and what they tell it first. */
export class TurnOpening {
  readonly #options: OpeningOptions;
  readonly #resumed: boolean;
  /** A turn was begun since the thread was loaded. */
  #begun = false;
  #warnedModel: string | undefined;
  /** What plugins say first in a place; read once. */
  #fragments: { readonly place: string; readonly read: Promise<Fragments> } | undefined;

  constructor(options: OpeningOptions) {
    this.#options = options;
    this.#resumed = options.facts.stored;
  }

  /** The model, and what it must be told before the turn's input: the opening of a thread, or what changed. */
  async prepare(context: TurnContext, outputSchema?: unknown): Promise<TurnSetup> {
    const { generation, settings, environment } = context;
    const { memory, skills, publish } = this.#options;
    const date = localDate();
    const before = memory.told;
    this.announce(context);
    skills.begin(context);
    const model = await this.model(context, outputSchema);
    const { lines, warnings } = await skills.instructions(context, memory.items, model.contextWindow);
    for (const warning of warnings) publish(warning);
    const said = before
      ? [...changedContext(before, settings, environment, date), ...lines]
      : openingContext(settings, environment, date, await this.fragments(generation, settings), lines);
    const preamble = [...said, turnContextLine({ turnId: context.turnId, settings, environment, date, outputSchema })];
    return { model, preamble };
  }

  /** Observers hear once of a thread that begins to work. */
  announce({ generation, settings }: TurnContext): void {
    if (this.#begun) return;
    this.#begun = true;
    const source = this.#resumed ? 'resume' : 'startup';
    observe(generation, threadStart, { threadId: this.#options.facts.meta.id, cwd: settings.cwd, source });
  }

  model(context: TurnContext, outputSchema?: unknown): Promise<ModelAccess> {
    const { facts, memory } = this.#options;
    return openModel(context, {
      instructions: facts.meta.base_instructions?.text ?? baseInstructions,
      outputSchema,
      history: () => memory.items,
      addUsage: (usage) => facts.addUsage(usage),
      onUnknownModel: (slug) => this.#warnOfUnknownModel(slug),
    });
  }

  fragments(generation: Generation, settings: ThreadSettings): Promise<Fragments> {
    const { cwd, permissionProfile } = settings;
    const place = JSON.stringify([cwd, permissionProfile]);
    if (this.#fragments?.place !== place) {
      const { scope, onError } = this.#options.parts;
      const environment = readableEnvironment(generation, generation.service(environments).get(), settings);
      const context = { cwd, environment, signal: scope.signal };
      this.#fragments = { place, read: readFragments(generation, context, onError) };
    }
    return this.#fragments.read;
  }

  #warnOfUnknownModel(slug: string): void {
    if (this.#warnedModel === slug) return;
    this.#warnedModel = slug;
    const message = `Nothing is known of model \`${slug}\`: cautious defaults are used (no parallel tools, no reasoning, no freeform tools).`;
    this.#options.publish({ method: 'warning', params: { threadId: this.#options.facts.meta.id, message } });
  }
}
