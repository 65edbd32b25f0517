import { expect, test } from 'vitest';
import { judge, type Verdict } from '../../examples/support/judge.js';

const asha = ['a1', 'a2', 'a3'];
const ben = ['b1', 'b2'];
const again = ['a4'];
const played = [asha, ben, again];
const all = played.flat();

/** The verdict on what Kaleyra got: read calls, the messages that are read, the number of replies. */
function verdict(reads: readonly string[], read: readonly string[] = all, replies: number = all.length): Verdict {
  return judge(played, {
    reads: reads.map((messageId) => ({ messageId })),
    sends: Array.from({ length: replies }),
    isRead: (id) => read.includes(id),
  });
}

test('the demo has kept its promise when every burst cost one call, for its newest, and all is read and replied to', () => {
  expect(verdict(['b2', 'a3', 'a4'])).toEqual({
    kept: true,
    lines: [
      '6 messages in 3 bursts: 3 read calls made, 3 saved.',
      'Every message is read, and every burst cost one call.',
    ],
  });
});

test.each([
  ['a message is not read', verdict(['a3', 'b2', 'a4'], ['a1', 'a2', 'a3', 'b1', 'b2']), ['Not read: a4']],
  ['nothing is read', verdict(['a3', 'b2', 'a4'], []), ['Not read: a1, a2, a3, b1, b2, a4']],
  [
    'a burst cost two calls',
    verdict(['a1', 'a3', 'b2', 'a4']),
    ['A burst cost 2 calls: a1, a2, a3', '4 calls for 3 bursts'],
  ],
  [
    'a call was made twice',
    verdict(['a3', 'b2', 'b2', 'a4']),
    ['A burst cost 2 calls: b1, b2', '4 calls for 3 bursts'],
  ],
  [
    'a burst is read by the call of a later one, and another cost two',
    verdict(['b1', 'b2', 'a4']),
    ['A burst cost 0 calls: a1, a2, a3', 'A burst cost 2 calls: b1, b2'],
  ],
  ['a call was not for the newest', verdict(['a2', 'b2', 'a4']), ['The call was not for the newest: a1, a2, a3']],
  ['a call was for no message of a burst', verdict(['a3', 'b2', 'a4', 'x']), ['4 calls for 3 bursts']],
  ['a reply is missing', verdict(['a3', 'b2', 'a4'], all, 5), ['5 replies to 6 messages']],
  ['there is a reply too many', verdict(['a3', 'b2', 'a4'], all, 7), ['7 replies to 6 messages']],
])('the demo has not kept its promise when %s, and says so', (_what, { kept, lines }, told) => {
  expect(kept).toBe(false);
  expect(lines.slice(1)).toEqual(told);
});
