import { Observable, type Observer, Subscriber, type Subscription } from 'rxjs';

/**
 * A stream of which a function given directly to `subscribe` may throw: it is told to `onThrow` and nothing else
 * happens. RxJS alone would end the process. After `pipe` RxJS's own rules hold. `check` may refuse a subscription by
 * throwing.
 */
export function guardedStream<T>(
  source: Observable<T>,
  onThrow: (error: unknown) => void,
  check: () => void = () => undefined,
): Observable<T> {
  const stream = new Observable<T>((subscriber) => source.subscribe(subscriber));
  const plain = stream.subscribe.bind(stream) as (observer?: Partial<Observer<T>>) => Subscription;

  function guard<A extends unknown[]>(callback: ((...args: A) => void) | null | undefined): (...args: A) => void {
    return (...args) => {
      try {
        callback?.(...args);
      } catch (error) {
        onThrow(error);
      }
    };
  }

  function subscribe(
    first?: Partial<Observer<T>> | ((value: T) => void) | null,
    _error?: unknown,
    complete?: (() => void) | null,
  ): Subscription {
    check();
    // Operators and promises come with a Subscriber of their own.
    if (first instanceof Subscriber) return plain(first);
    if (typeof first === 'function' || first === null || first === undefined) {
      return plain({ next: guard(first), complete: guard(complete) });
    }
    // Called on the observer, which may be an object of a class. These streams never fail.
    return plain({
      next: guard((value: T) => first.next?.(value)),
      complete: guard(() => first.complete?.()),
    });
  }
  return Object.assign(stream, { subscribe: subscribe as typeof stream.subscribe });
}
