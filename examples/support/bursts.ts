/** A customer who sends a few messages and then waits. */
export interface Burst {
  customer: string;
  name: string;
  /** When the first message is sent, in milliseconds from the start. */
  startMs: number;
  /** Pause between two messages. */
  gapMs: number;
  texts: readonly string[];
}

/** What the demo plays: three customers, four bursts. */
export const bursts: readonly Burst[] = [
  {
    customer: '919800000001',
    name: 'Asha',
    startMs: 0,
    gapMs: 450,
    texts: ['Hi!', 'Is my order ready?', 'It is number 4711'],
  },
  { customer: '447700900123', name: 'Ben', startMs: 700, gapMs: 500, texts: ['hello', 'are you open on Sunday'] },
  { customer: '4915100000003', name: 'Chloe', startMs: 1200, gapMs: 300, texts: ['One', 'two', 'three', 'four!'] },
  { customer: '919800000001', name: 'Asha', startMs: 4200, gapMs: 0, texts: ['Thank you :)'] },
];
