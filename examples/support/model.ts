import { setTimeout as pause } from 'node:timers/promises';

/** Stands in for a language model: writes word by word, as one does over the wire, until it is told to stop. */
export async function* streamAnswer(question: string, signal: AbortSignal): AsyncGenerator<string> {
  const asked = question.split('\n');
  const answer = [
    `You asked **${asked.length}** ${asked.length === 1 ? 'thing' : 'things'}.`,
    ...asked.map((line) => `About "${line}": a real model would know more.`),
    question.includes('long') ? 'And so on. '.repeat(500) : 'Is there anything else?',
  ].join('\n\n');
  for (const word of answer.split(/(?<=\s)/)) {
    await pause(1, undefined, { signal });
    yield word;
  }
}
