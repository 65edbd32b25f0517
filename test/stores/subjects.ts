import { bullmqSubjects } from './bullmq-subject.js';
import { levelSubject } from './level-subject.js';
import { memorySubject } from './memory-subject.js';
import type { StoreSubject } from './store-subject.js';

/** Every kind of store. */
export const subjects: readonly StoreSubject[] = [memorySubject, levelSubject, ...bullmqSubjects];

/** Those whose content outlives the process. */
export const durableSubjects: readonly StoreSubject[] = subjects.filter(({ survives }) => survives);
