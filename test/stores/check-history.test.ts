import { expect, test } from 'vitest';
import { brokenPromises, type History } from './check-history.js';

const of = (...ids: string[]): { conversation: string; id: string }[] => ids.map((id) => ({ conversation: 'c', id }));
const by = (life: number, ...ids: string[]): History['handled'] => of(...ids).map((each) => ({ ...each, life }));

const whole: History = {
  lives: ['killed', 'closed', 'closed'],
  accepted: of('1', '2', '3', '4', '5'),
  // 2 and 3 were under way or not recorded when the first process was killed.
  handled: [...by(0, '1', '2', '3'), ...by(1, '2', '3', '4'), ...by(2, '5')],
  reads: of('3', '3', '4', '5'),
};

test('a history that keeps every promise is not complained about', () => {
  expect(brokenPromises(whole)).toEqual([]);
});

test.each<[string, Partial<History>, RegExp]>([
  ['a message that is lost', { handled: [...by(0, '1', '2', '3'), ...by(1, '4')] }, /5 was accepted and never handled/],
  ['two that change places', { handled: by(0, '1', '3', '2', '4', '5') }, /2 was handled after a newer one/],
  ['what nobody posted', { handled: by(0, '1', '2', '3', '4', '5', '9') }, /9 was handled and never posted/],
  ['one handled twice by one process', { handled: by(0, '1', '2', '2', '3', '4', '5') }, /2 was handled twice/],
  [
    'one handled again after a close',
    { handled: [...by(1, '1', '2', '3', '4'), ...by(2, '4', '5')] },
    /4 was handled again after a close/,
  ],
  [
    'an older one handled again, but not the newer ones',
    { handled: [...by(0, '1', '2', '3'), ...by(1, '1', '4', '5')] },
    /1 was handled again, though newer ones were recorded/,
  ],
  ['a message that stays unread', { reads: of('3', '4') }, /5 was never read/],
  ['a mark that goes back', { reads: of('4', '3', '5') }, /3 was marked after a newer one/],
  [
    'a mark that is repeated without a kill',
    { reads: of('3', '4', '4', '4', '5') },
    /2 marks were repeated, with 1 kills/,
  ],
])('%s is found', (_what, change, sentence) => {
  expect(brokenPromises({ ...whole, ...change }).join('\n')).toMatch(sentence);
});

test('conversations are judged each by itself', () => {
  const other = { conversation: 'd', id: '1' };
  const found = brokenPromises({ ...whole, accepted: [...whole.accepted, other], reads: [...whole.reads, other] });
  expect(found).toEqual(['d: 1 was accepted and never handled']);
});
