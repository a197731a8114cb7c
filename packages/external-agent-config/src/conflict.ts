import { tenonError } from '@tenon/plugin-api';

/** Somebody else was faster. Nothing of theirs is touched. */
export const changedMeanwhile = (file: string, cause?: unknown) =>
  tenonError({
    code: 'external_import_conflict',
    message: `${file} was changed meanwhile`,
    mend: 'Detect and import again.',
    file,
    cause,
  });
