import type { BubbleContent, State } from '../../src/emulator/protocol.js';
import { anna, bruno, bubbleWith, dueForTwo, entryWith, stateWith, tenThirtyTwo } from './states.js';

const image = { url: '/media/a%20picture.svg', contentType: 'image/svg+xml', name: 'a picture.svg' };
const contents: BubbleContent[] = [
  { kind: 'text', text: 'Some *bold*, some _italic_ and a link: https://example.com/a?b=c.' },
  { kind: 'file', file: image, media: 'image', caption: 'A picture' },
  { kind: 'file', file: { ...image, contentType: 'application/pdf', name: 'invoice.pdf' }, media: 'document' },
  { kind: 'file', file: { ...image, url: 'https://bot.example/a.pdf', name: 'a.pdf' }, media: 'document' },
  { kind: 'location', latitude: 45.4642, longitude: 9.19, label: 'Duomo di Milano' },
  { kind: 'contacts', names: ['Carla Rossi', 'Dario'] },
  {
    kind: 'choices',
    shape: 'buttons',
    text: 'Shall we send it again?',
    header: 'Your order',
    footer: 'Tap one',
    choices: [
      { id: 'yes', title: 'Yes' },
      { id: 'no', title: 'No, thanks' },
    ],
  },
  {
    kind: 'choices',
    shape: 'list',
    text: 'When?',
    opener: 'See the days',
    choices: [
      { id: 'mon', title: 'Monday', description: 'in the morning', section: 'This week' },
      { id: 'tue', title: 'Tuesday', section: 'This week' },
      { id: 'next', title: 'Any day', section: 'Next week' },
    ],
  },
  { kind: 'link', text: 'Where your parcel is', title: 'Track it', url: 'https://example.com/track' },
  { kind: 'template', name: 'order_sent', parameters: ['Anna', '42'] },
  { kind: 'other', type: 'order', json: '{\n  "order": 1\n}' },
];

const halted = { at: tenThirtyTwo, status: 400, code: 'E110' };

/** One of everything that the page can show. */
export function fullState(): State {
  const answers = contents.map((content, index) => bubbleWith(content, { id: `wamid.b${index}`, from: 'business' }));
  const ticks = (['waiting', 'sent', 'delivered'] as const).map((tick) =>
    bubbleWith(`This one is ${tick}`, { id: `wamid.${tick}`, ticks: tick }),
  );
  const read = bubbleWith('I ordered yesterday', {
    id: 'wamid.read',
    ticks: 'read',
    readAt: tenThirtyTwo + 1000,
    quotes: 'wamid.b0',
    reactions: { customer: '👍', business: '🎉' },
  });
  return stateWith({
    reachable: true,
    customers: [anna, bruno, { number: '393330000003', name: 'Chiara offline', online: false }],
    bubbles: [...answers, read, ...ticks],
    entries: [
      entryWith({ seq: 1 }),
      dueForTwo,
      { ...dueForTwo, seq: 6, status: 'called', tookMs: 12 },
      entryWith({ seq: 7, kind: 'read', title: 'read wamid.read', latencyMs: 812, earlyMs: 188, cut: true }),
      entryWith({ seq: 8, kind: 'send', title: 'send text', latencyMs: 900 }),
      entryWith({ seq: 3, kind: 'typing', title: 'typing', customer: bruno.number, status: 500 }),
      entryWith({ seq: 4, kind: 'send', title: 'text', status: 400, violations: ['text.body: longer than 4096'] }),
      {
        seq: 9,
        at: tenThirtyTwo,
        kind: 'halt',
        title: 'account refused: read calls rest',
        violations: [],
        halt: halted,
      },
      { seq: 5, at: tenThirtyTwo, kind: 'upload', title: 'upload a.pdf', violations: [] },
    ],
    halted,
    typingUntil: { [anna.number]: Date.now() + 25_000 },
    counters: { messages: 12, bursts: 3, calls: 4, saved: 8, latenciesMs: [700, 812, 2400, 640, 900] },
    faults: { latencyMs: 250, failure: { kind: '500', share: 0.1 }, redeliver: true, reorder: false },
  });
}
