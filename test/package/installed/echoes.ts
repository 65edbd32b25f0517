const log: readonly string[] = ['read wamid.2', 'send Echo: one', 'send Echo: two'];

/** R3: what `load.cjs` and `load.mjs` print of a burst that is read by one call, and then echoed. */
export const echoed: object = { log, violations: [] };

/** R3: what `echo.ts` prints of it. */
export const echoedEachWay: object = { function: log, stream: log, botbuilder: log, agents: log };
