import { StoreError, type StoreErrorCode } from '../../src/index.js';

/** The folder holds something else. */
export function foreign(path: string, what: string): StoreError {
  return new StoreError(
    'STORE_FOREIGN',
    `${path} is no folder of this store (${what}) and was left as it is: give the path of a new or an empty folder`,
  );
}

/** The folder is not as it was written. */
export function damaged(path: string, what: string, cause?: unknown): StoreError {
  return new StoreError(
    'STORE_DAMAGED',
    `the store in ${path} is damaged (${what}) and was left as it is: restore a backup, or move the folder away to begin with an empty one`,
    { cause },
  );
}

/** Somebody else has the folder open. */
export function inUse(path: string, by: string, cause?: unknown): StoreError {
  return new StoreError(
    'STORE_IN_USE',
    `the store in ${path} is in use by ${by}: end that one first, or give each process a folder of its own`,
    { cause },
  );
}

/** A later release has written the folder. */
export function unsupported(path: string, format: unknown): StoreError {
  return new StoreError(
    'STORE_UNSUPPORTED',
    `the store in ${path} has format ${String(format)}, which this release does not know: use the release that wrote it, or a newer one`,
  );
}

/** The disk does not do what it is asked to, just now. */
export function unavailable(path: string, what: string, cause?: unknown): StoreError {
  return new StoreError(
    'STORE_UNAVAILABLE',
    `the store in ${path} ${what}: see that its disk has room and that this user may write there`,
    { cause },
  );
}

/** There is nothing to open. */
export function missing(path: string): StoreError {
  return new StoreError(
    'STORE_UNAVAILABLE',
    `there is no store in ${path}: give the path that openLevelStore is given`,
  );
}

/** The store has been closed. */
export function closed(path: string): StoreError {
  const code: StoreErrorCode = 'STORE_CLOSED';
  return new StoreError(code, `the store in ${path} has been closed: open it again with openLevelStore`);
}

/** The code that `classic-level` gave an error, or the one underneath. */
export function codeOf(error: unknown): string | undefined {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (cause !== undefined && code === 'LEVEL_DATABASE_NOT_OPEN') return codeOf(cause);
  return typeof code === 'string' ? code : undefined;
}
