import { describe, expect, it } from 'vitest';
import { adviceOf } from '../../../src/kaleyra/client/failure-advice.js';

const businessNumber = '+911234567890';

describe('adviceOf', () => {
  it.each([
    ['RBC001', 401, /sid and apiKey/],
    ['WA400', 400, /message id/],
    ['WA401', 401, /business number \+911234567890 is not on this account/],
    ['WA-401', 401, /\+911234567890 belongs to another API version/],
    ['WA500', 500, /try again later/],
    ['E110', 400, /top up/],
    ['WAV2101', 400, /daily limit/],
    ['4', 400, /fewer calls/],
    ['80007', 400, /fewer calls/],
    ['130429', 400, /fewer calls/],
    ['131056', 400, /this customer/],
    ['131009', 400, /30 days/],
  ])('has one sentence for the documented code %s', (code, status, sentence) => {
    const advice = adviceOf({ kind: 'read', code, status, businessNumber });
    expect(advice).toMatch(sentence);
    expect(advice.match(/\.$/gm)).toHaveLength(1);
  });

  it.each([
    [302, /Redirects are not followed/],
    [400, /message id/],
    [401, /sid and apiKey/],
    [403, /sid and apiKey/],
    [404, /baseUrl \(without \/v2/],
    [408, /Try again later/],
    [410, /region, sid and apiKey/],
    [422, /message id/],
    [429, /fewer calls/],
    [500, /Try again later/],
  ])('goes by status %i without a documented code', (status, sentence) => {
    for (const code of [undefined, 'X1', 'constructor']) {
      expect(adviceOf({ kind: 'read', code, status, businessNumber })).toMatch(sentence);
    }
  });
});
