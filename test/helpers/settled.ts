// Taken before a test fakes it.
const nextTurn = setImmediate;

/**
 * The value of a promise that must have settled by now, without any time passing. One that is still open fails the test
 * at once, instead of keeping it until its timeout.
 */
export async function settled<T>(promise: Promise<T>): Promise<T> {
  const open = new Promise<never>((_resolve, reject) => {
    nextTurn(() => reject(new Error('expected the promise to have settled, but it is still open')));
  });
  return Promise.race([promise, open]);
}
