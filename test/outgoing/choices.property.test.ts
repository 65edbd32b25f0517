import fc from 'fast-check';
import { expect, test } from 'vitest';
import { usePhone } from './phone.js';

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 }).filter((text) => text.trim() !== '');
const value = fc.oneof(
  words,
  fc.string({ unit: 'grapheme', minLength: 190, maxLength: 600 }),
  fc.integer(),
  fc.jsonValue({ maxDepth: 3 }).map((json) => JSON.parse(JSON.stringify(json)) as unknown),
);
const action = fc.record(
  { type: fc.constantFrom('imBack', 'postBack', 'messageBack'), title: words, text: words, value },
  { requiredKeys: ['type', 'title'] },
);
const question = fc.record({
  text: fc.string({ unit: 'grapheme', maxLength: 3000 }),
  actions: fc.array(action, { minLength: 1, maxLength: 13 }),
  channelData: fc.record({ header: words, footer: words, listButton: words }, { requiredKeys: [] }),
  at: fc.nat(),
});
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** What the bot is to hear, by the meaning Bot Framework gives the types of actions. */
function answerTo({ type, title, text, value: given }: Action): { text: string; value?: unknown } {
  const nothing = given === undefined || given === null;
  const isWord = (typeof given === 'string' && given !== '') || typeof given === 'number' || typeof given === 'boolean';
  if (type !== 'messageBack' && isWord) return { text: String(given) };
  if (nothing || (type !== 'messageBack' && given === '')) return { text: text ?? title.trim() };
  return { text: text ?? title.trim(), value: given };
}

test('whatever is asked keeps WhatsApp’s rules, and every choice gives back what the bot put on it', async () => {
  const phone = await usePhone();
  await fc.assert(
    fc.asyncProperty(question, async ({ text, actions, channelData, at }) => {
      const sent = await phone.sent({ text, channelData, suggestedActions: { actions } });
      const index = at % actions.length;
      const chosen = actions[index] as Action;
      const shown = sent.at(-1)?.content as {
        action?: { buttons?: { reply: { title: string } }[]; sections?: { rows: { title: string }[] }[] };
      };
      const button = shown.action?.buttons?.[index]?.reply ?? shown.action?.sections?.[0]?.rows[index];
      const isTitle = actions.some(({ title }) => title.trim() === `${index + 1}`);
      if (button === undefined && isTitle) return;
      const heard = button === undefined ? await phone.writes(`${index + 1}`) : await phone.taps(button.title);
      const expected = answerTo(chosen);
      expect(heard.text).toBe(expected.text);
      if (expected.value !== undefined) expect(heard.value).toEqual(expected.value);
    }),
    { numRuns: 150 },
  );
});

test('whatever text is said arrives whole, in messages WhatsApp takes', async () => {
  const phone = await usePhone();
  const text = fc
    .array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 3000 }), fc.constantFrom(' ', '\n', '\n\n')), {
      minLength: 1,
      maxLength: 12,
    })
    .map((parts) => parts.join(''))
    .filter((whole) => whole.trim() !== '');
  const withoutSpace = (whole: string): string => whole.replace(/\s+/g, '');
  await fc.assert(
    fc.asyncProperty(text, async (whole) => {
      const sent = await phone.sent(whole);
      const bodies = sent.map(({ content }) => (content as { body: string }).body);
      expect(withoutSpace(bodies.join(''))).toBe(withoutSpace(whole));
      // Halves of characters, or too much.
      expect(bodies.filter((body) => /\p{Surrogate}/u.test(body) || body.length > 4096)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
