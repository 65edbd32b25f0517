/** Loaded before a subject, whatever it is: tells what its process takes. */
import { Session } from 'node:inspector/promises';
import { heapBytes } from '../../support/heap.js';
import { answerAll } from './ask.js';

/** Bytes of a process. */
export interface Memory {
  /** The heap once garbage is collected. */
  heap: number;
  /** What the process has of the machine's memory then. */
  resident: number;
  /** The most it ever had. */
  peak: number;
}

const SAMPLE_US = 200;
const session = new Session();

answerAll({
  /** Microseconds of all its threads, in the system as well. */
  cpuUs: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  memory: async (): Promise<Memory> => {
    const heap = await heapBytes();
    return { heap, resident: process.memoryUsage.rss(), peak: process.resourceUsage().maxRSS * 1024 };
  },
  profile: async () => {
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    await session.post('Profiler.start');
  },
  profiled: async () => (await session.post('Profiler.stop')).profile,
});
