import { type Section, under } from './section.ts';

export const tenon: Section = {
  title: 'Tenon',
  keys: {
    tenon: 'What Codex has no word for; it ignores the table.',
    ...under('tenon', {
      plugins: 'Code plugins: names of packages, or paths that begin with `./`, `../`, `~/` or `/`.',
      required: 'Ids of plugins without which nothing is to run.',
      disabled: 'Ids of plugins that are not to be loaded.',
      replacements: 'Consent to a replacement: `"point/name" = "plugin id"`.',
      config: 'Plugins’ settings, by plugin id; each plugin’s own schema judges its table.',
      log_level: ['The least level that is logged.', 'warn'],
    }),
  },
};
