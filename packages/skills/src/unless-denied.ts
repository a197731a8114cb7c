import { isTenonError } from '@tenon/plugin-api';

/** undefined where the sandbox denies it: what may not be read is not there, to a reader. */
export async function unlessDenied<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isTenonError(error) && error.code === 'sandbox_denied') return undefined;
    throw error;
  }
}
