import type { Counters } from '../../protocol.js';

const names = ['messages', 'bursts', 'calls', 'saved'] as const;
const titles = {
  messages: 'Messages of customers',
  bursts: 'Messages of one customer without an answer between them are one burst',
  calls: 'Read calls of the bot',
  saved: 'Messages read, less the calls that did it',
} as const;

/** What was counted. */
export function CountersView({ counters }: { counters: Counters }) {
  return (
    <dl class="counters">
      {names.map((name) => (
        <div key={name} title={titles[name]}>
          <dt>{name}</dt>
          <dd data-counter={name}>{counters[name]}</dd>
        </div>
      ))}
    </dl>
  );
}
