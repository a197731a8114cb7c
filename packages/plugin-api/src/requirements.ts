import { collection } from './point.ts';

/** What an organisation requires, from where a file on the machine cannot tell it. */
export interface RequirementsSource {
  /**
   * The table of a `requirements.toml`, or null when nothing is required. Asked when a host opens and when its configuration is read
   * anew. Rejects when it cannot be known: then the host does not open, for what it forbids would be allowed.
   */
  read(signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | null>;
}

/** Sources of requirements, by the name that refusals show. They come before the machine's own, by name. */
export const requirementsSources = collection<RequirementsSource>()('requirements', 'requirements/v1');
