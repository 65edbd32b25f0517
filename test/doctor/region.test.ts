import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { killAll, start } from '../examples/example-process.js';
import { examine, kaleyra, nobody, serve, settingsFor } from './patients.js';

it('a region that answers is found so', async () => {
  const findings = await examine(settingsFor(await kaleyra()));
  expect(findings['region.http']?.state).toBe('ok');
  expect(findings['region.dns']?.state).toBe('skipped');
  expect(findings['region.tls']?.state).toBe('skipped');
});

it('a name with an address is found so', async () => {
  const { baseUrl } = await kaleyra();
  const url = baseUrl.replace('127.0.0.1', 'localhost');
  const findings = await examine(settingsFor(await kaleyra(), { region: { baseUrl: url } }));
  expect(findings['region.dns']).toMatchObject({ state: 'ok', message: 'localhost has an address.' });
});

it('a name without an address fails', async () => {
  const region = { baseUrl: 'https://api.tidemark.invalid' };
  const findings = await examine(settingsFor(await kaleyra(), { region }));
  expect(findings['region.dns']).toMatchObject({
    state: 'fail',
    message: expect.stringMatching(/has no address .*: check KALEYRA_REGION/),
  });
  expect(findings['region.tls']?.state).toBe('fail');
  expect(findings['region.http']?.state).toBe('fail');
  expect(findings.clock?.state).toBe('skipped');
  expect(findings.credentials).toMatchObject({ state: 'unknown', message: expect.stringContaining('did not answer') });
});

it('a port where nothing listens fails', async () => {
  const findings = await examine(settingsFor(await kaleyra(), { region: { baseUrl: await nobody() } }));
  expect(findings['region.http']).toMatchObject({
    state: 'fail',
    message: expect.stringMatching(/refuses connections \(ECONNREFUSED\): check/),
  });
});

it('a server that never answers fails after the time given', async () => {
  const baseUrl = await serve(() => undefined);
  const findings = await examine(settingsFor(await kaleyra(), { region: { baseUrl }, timeoutMs: 300 }));
  expect(findings['region.http']).toMatchObject({
    state: 'fail',
    message: expect.stringContaining('did not answer within 300 ms'),
  });
});

it('a certificate that nobody vouches for fails', async () => {
  const baseUrl = (await serve(createServer(certificate()))).replace('http:', 'https:');
  const findings = await examine(settingsFor(await kaleyra(), { region: { baseUrl } }));
  const state = {
    state: 'fail',
    message: expect.stringMatching(/not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\).*NODE_EXTRA_CA_CERTS/),
  };
  expect(findings['region.tls']).toMatchObject(state);
  expect(findings['region.http']).toMatchObject(state);
});

it('a certificate that this machine trusts is found so', { timeout: 60_000 }, async () => {
  const { file, ...pair } = certificate();
  const url = await serve(createServer(pair, (_request, response) => response.writeHead(404).end()));
  const program = start([process.execPath, '--import', 'tsx', 'src/cli/main.ts', 'doctor'], {
    KALEYRA_BASE_URL: url.replace('http://127.0.0.1', 'https://localhost'),
    NODE_EXTRA_CA_CERTS: file,
  });
  onTestFinished(killAll);
  await program.exited;
  expect(program.stdout).toContainEqual(expect.stringMatching(/^ok +region\.tls +localhost:\d+ speaks TLSv1\.3/));
  expect(program.stdout).toContainEqual(expect.stringMatching(/^ok +region\.http .*answers over https/));
});

it('a server that takes connections and never speaks TLS fails after the time given', async () => {
  const silent = createTcpServer((socket) => socket.on('error', () => undefined));
  const url = await listen(silent);
  const region = { baseUrl: url.replace('http:', 'https:') };
  const findings = await examine(settingsFor(await kaleyra(), { region, timeoutMs: 300 }));
  expect(findings['region.tls']).toMatchObject({ state: 'fail', message: expect.stringContaining('within 300 ms') });
});

it('https where only http is spoken fails', async () => {
  const baseUrl = (await kaleyra()).baseUrl.replace('http:', 'https:');
  const findings = await examine(settingsFor(await kaleyra(), { region: { baseUrl } }));
  expect(findings['region.tls']).toMatchObject({ state: 'fail', message: expect.stringMatching(/https or http\.$/) });
});

it.each([
  [407, 'fail', /proxy/],
  [503, 'warn', /try again later/],
  [404, 'ok', /HTTP 404, without a key/],
] as const)('a region that answers %i is %s', async (status, state, sentence) => {
  const baseUrl = await serve((_request, response) => response.writeHead(status).end());
  const findings = await examine(settingsFor(await kaleyra(), { region: { baseUrl } }));
  expect(findings['region.http']).toMatchObject({ state, message: expect.stringMatching(sentence) });
});

/** A Kaleyra whose clock is ahead of this machine's. */
function atTime(aheadMs: number): Promise<string> {
  return serve((_request, response) => {
    response.setHeader('date', new Date(Date.now() + aheadMs).toUTCString()).end();
  });
}

it.each([
  [0, 'ok', /agrees/],
  [30_000, 'warn', /clock is (29|30) s behind.*R2.*R14/],
  [-30_000, 'warn', /clock is (29|30) s ahead/],
  [3_600_000, 'fail', /clock is 3(600|599) s behind.*NTP/],
  [-3_600_000, 'fail', /clock is 3(600|599) s ahead/],
] as const)('a server %i ms ahead makes the clock %s (R2, R14)', async (aheadMs, state, sentence) => {
  const region = { baseUrl: await atTime(aheadMs) };
  const { clock } = await examine(settingsFor(await kaleyra(), { region }));
  expect(clock).toMatchObject({ state, message: expect.stringMatching(sentence) });
});

it('a server that tells no time leaves the clock unknown', async () => {
  const baseUrl = await serve((_request, response) => {
    response.sendDate = false;
    response.end();
  });
  const { clock } = await examine(settingsFor(await kaleyra(), { region: { baseUrl } }));
  expect(clock?.state).toBe('unknown');
});

/** A certificate of its own making, and the file it lies in. */
function certificate(): { key: Buffer; cert: Buffer; file: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'tidemark-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
  execFileSync('openssl', [...args, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key: readFileSync(key), cert: readFileSync(cert), file: cert };
}

/** Listens until the test ends, and cuts what is connected still. */
async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
