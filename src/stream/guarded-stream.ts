import { Observable, type Observer, Subscriber } from 'rxjs';

/**
 * A stream of which a function given directly to `subscribe` may throw: it is told to `onThrow` and nothing else
 * happens. RxJS alone would end the process. After `pipe` RxJS's own rules hold.
 */
export function guardedStream<T>(source: Observable<T>, onThrow: (error: unknown) => void): Observable<T> {
  const stream = new Observable<T>((subscriber) => source.subscribe(subscriber));
  const subscribe = stream.subscribe.bind(stream) as (
    observer?: Partial<Observer<T>>,
  ) => ReturnType<typeof stream.subscribe>;
  const guarded = (first?: Partial<Observer<T>> | ((value: T) => void) | null): ReturnType<typeof subscribe> => {
    // Operators and promises come with a Subscriber of their own.
    if (first instanceof Subscriber) return subscribe(first);
    const observer: Partial<Observer<T>> = typeof first === 'function' ? { next: first } : (first ?? {});
    return subscribe({
      next: (value) => {
        try {
          observer.next?.(value);
        } catch (error) {
          onThrow(error);
        }
      },
      complete: () => observer.complete?.(),
    });
  };
  return Object.assign(stream, { subscribe: guarded as typeof stream.subscribe });
}
