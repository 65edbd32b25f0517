import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FakeKaleyra, type FakeKaleyraOptions, startFakeKaleyra } from 'tidemark/testing';
import { expect, onTestFinished } from 'vitest';
import type { Finding } from '../../src/doctor/finding.js';
import { runDoctor } from '../../src/doctor/run-doctor.js';
import type { DoctorSettings } from '../../src/doctor/settings.js';

/** What must never be told. */
export const secrets = { apiKey: 'A0123456789abcdef0123456789abcdef', webhook: 'a-webhook-secret' } as const;

/** A Kaleyra until the test ends. */
export async function kaleyra(options: FakeKaleyraOptions = {}): Promise<FakeKaleyra> {
  const fake = await startFakeKaleyra({ apiKey: secrets.apiKey, ...options });
  onTestFinished(() => fake.close());
  return fake;
}

/** What fits a fake Kaleyra. */
export function settingsFor(fake: FakeKaleyra, changes: Partial<DoctorSettings> = {}): DoctorSettings {
  return {
    region: { baseUrl: fake.baseUrl },
    sid: fake.sid,
    apiKey: fake.apiKey,
    number: '+910000000001',
    webhook: undefined,
    auth: { header: 'x-webhook-secret', secret: secrets.webhook },
    timeoutMs: 10_000,
    nodeVersion: '20.19.0',
    ...changes,
  };
}

/** Listens on loopback until the test ends; gives the address. */
export async function serve(listener: RequestListener | Server): Promise<string> {
  const server = typeof listener === 'function' ? createServer(listener) : listener;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address nobody listens at. */
export async function nobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

/** All that was sent in a request's body. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** Makes all checks; each finding is one sentence without a secret. */
export async function examine(settings: DoctorSettings): Promise<Readonly<Record<string, Finding>>> {
  const findings: Finding[] = [];
  await runDoctor(settings, (finding) => findings.push(finding));
  for (const { message } of findings) expectClean(message);
  return Object.fromEntries(findings.map((finding) => [finding.id, finding]));
}

/** One sentence, without a secret. */
export function expectClean(message: string): void {
  for (const secret of Object.values(secrets)) expect(message).not.toContain(secret);
  expect(message).toMatch(/^[^\n]+\.$/);
}
