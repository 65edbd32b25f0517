import { asyncScheduler, debounceTime, groupBy, mergeMap, type SchedulerLike, Subject, type Subscription } from 'rxjs';
import type { Activity } from 'tidemark';
import { type Alternative, QUIET_MS, type Running } from './alternative.js';

/** RxJS as it is usually written: groups are never forgotten. */
export const rxGroups: Alternative = {
  name: 'RxJS groupBy + debounceTime',
  start() {
    const source = new Subject<Activity>();
    const timers = createTimers();
    const subscription = source
      .pipe(
        groupBy(({ conversation }) => conversation.id),
        mergeMap((group) => group.pipe(debounceTime(QUIET_MS, timers))),
      )
      .subscribe();
    return running(source, [subscription, timers]);
  },
};

/** RxJS with groups that end when their conversation is quiet. */
export const rxDurations: Alternative = {
  name: 'RxJS groupBy({ duration }) + debounceTime',
  start() {
    const source = new Subject<Activity>();
    const timers = createTimers();
    const quiet = debounceTime<Activity>(QUIET_MS, timers);
    const subscription = source
      .pipe(
        groupBy(({ conversation }) => conversation.id, { duration: (group) => group.pipe(quiet) }),
        mergeMap((group) => group.pipe(quiet)),
      )
      .subscribe();
    return running(source, [subscription, timers]);
  },
};

function running(source: Subject<Activity>, ends: readonly { unsubscribe(): void }[]): Running {
  return {
    offerAll(activities) {
      for (const activity of activities) source.next(activity);
    },
    stop() {
      for (const end of ends) end.unsubscribe();
    },
  };
}

/**
 * RxJS's usual scheduler, whose timers can be stopped: unsubscribing leaves those of the durations running, and
 * completing 200,000 groups takes half a minute, since each is looked for among all.
 */
function createTimers(): SchedulerLike & { unsubscribe(): void } {
  const scheduled: Subscription[] = [];
  const schedule: typeof asyncScheduler.schedule = (work, delay, state) => {
    const timer = asyncScheduler.schedule(work, delay, state);
    scheduled.push(timer);
    return timer;
  };
  return {
    now: () => asyncScheduler.now(),
    schedule: schedule as SchedulerLike['schedule'],
    unsubscribe() {
      for (const timer of scheduled.splice(0)) timer.unsubscribe();
    },
  };
}
