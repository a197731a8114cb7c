import { definePlugin } from '@tenon/plugin-api';
import { environments } from '@tenon/plugin-api/environment';
import { fileSearch } from '@tenon/plugin-api/file-search';
import * as z from 'zod/mini';
import { createFileSearch } from './file-list.ts';

const FileSearchConfig = z.object({
  /** The `rg` to run, in the environment. Default: the one that comes with the package `@vscode/ripgrep`. */
  program: z.optional(z.string()),
});

/** Lists the files of a folder with ripgrep, for the fuzzy file search. */
export default definePlugin({
  id: 'tenon.file-search-ripgrep',
  config: FileSearchConfig,
  needs: { environments },
  register: ({ config, needs }) => [
    fileSearch.provide(() => createFileSearch(() => needs.environments.get(), config.program)),
  ],
});
