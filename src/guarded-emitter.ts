import { EventEmitter } from 'eventemitter3';

/** Typed events whose listeners cannot harm the emitter. */
export interface GuardedEmitter<Events> {
  /** Listens; gives the function that ends it. */
  on<E extends keyof Events & string>(event: E, listener: (payload: Events[E]) => void): () => void;
  /** Whether anybody listens. */
  isHeard(event: keyof Events & string): boolean;
  /** The payload is only made when somebody listens. */
  emit<E extends keyof Events & string>(event: E, payload: () => Events[E]): void;
}

/** Makes an emitter; what a listener throws goes to `onThrow`, since eventemitter3 would throw it at the emitter. */
export function createGuardedEmitter<Events>(onThrow: (error: unknown, event: string) => void): GuardedEmitter<Events> {
  // eventemitter3's own types cannot follow a generic event name.
  const emitter = new EventEmitter();
  return {
    on(event, listener) {
      const guarded = (payload: Events[typeof event]): void => {
        try {
          listener(payload);
        } catch (error) {
          onThrow(error, event);
        }
      };
      emitter.on(event, guarded);
      return () => void emitter.off(event, guarded);
    },
    isHeard: (event) => emitter.listenerCount(event) > 0,
    emit(event, payload) {
      if (emitter.listenerCount(event) > 0) emitter.emit(event, payload());
    },
  };
}
