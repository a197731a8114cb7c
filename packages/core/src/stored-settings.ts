import type { StoredThread } from '@tenon/plugin-api/thread-store';
import type { TurnContextLine } from '@tenon/protocol';
import { settingsFromRollout } from './rollout-settings.ts';
import type { ThreadSettings } from './settings.ts';

/** What a stored thread last worked under; `defaults` where it does not say. */
export function storedSettings(
  { summary, meta }: Pick<StoredThread, 'summary' | 'meta'>,
  turnContext: TurnContextLine | null,
  defaults: ThreadSettings,
): ThreadSettings {
  return {
    ...defaults,
    cwd: summary.cwd,
    modelProvider: meta.model_provider ?? defaults.modelProvider,
    baseInstructions: meta.base_instructions?.text ?? defaults.baseInstructions,
    ...settingsFromRollout(turnContext),
  };
}
