import type { FakeKaleyra } from 'tidemark/testing';
import { expect } from 'vitest';
import { type CallOptions, call } from './call.js';
import { compact, failures, type SampleName } from './samples.js';

/** A refusal: the page's sample it is answered with, and the violations in the log. */
export interface Refusal {
  code: SampleName;
  violations: readonly string[];
}

/** Calls and compares the whole answer with a sample of the page. */
export async function expectRefusal(fake: FakeKaleyra, options: CallOptions, refusal: Refusal): Promise<void> {
  const answer = await call(fake, options);
  const [status, sample] = failures[refusal.code];
  expect({ status: answer.status, text: answer.text }).toEqual({ status, text: compact(sample) });
  expect(fake.requests.at(-1)?.violations).toEqual(refusal.violations);
}

/** A message that is refused with these violations, and none before it. */
export async function expectMessageRefused(
  fake: FakeKaleyra,
  body: unknown,
  violations: readonly string[],
): Promise<void> {
  await expectRefusal(fake, { body }, { code: 'WA400', violations });
}

/** Calls, expects success without a violation, and gives the body. */
export async function expectAcceptance(
  fake: FakeKaleyra,
  options: CallOptions,
): Promise<{ data: { message_id: string } }> {
  const answer = await call(fake, options);
  expect(fake.requests.at(-1)?.violations).toEqual([]);
  expect(answer.status).toBe(202);
  expect(answer.headers['content-type']).toBe('application/json');
  return JSON.parse(answer.text) as { data: { message_id: string } };
}
