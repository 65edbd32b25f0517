/** A promise of being told; it rejects with the signal's reason when that comes first, and leaves no listener behind. */
export function waitFor<T = void>(register: (tell: (value: T) => void) => void, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    register((value) => {
      signal?.removeEventListener('abort', onAbort);
      resolve(value);
    });
  });
}
