import type { Handler } from '../handler.ts';

/** The modes that `turn/start` takes. */
export const collaborationModeList: Handler<'collaborationMode/list'> = () => ({
  data: [{ name: 'Default', mode: 'default', model: null, reasoning_effort: null }],
});
