import { once } from 'node:events';
import http, { type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as tidemark from 'tidemark';
import type { FakeKaleyra } from 'tidemark/testing';
import ts from 'typescript';
import { onTestFinished } from 'vitest';
import { snippetsOf } from './markdown.js';

/** What a snippet did. */
export interface Run {
  /** What it exports. */
  readonly exports: Readonly<Record<string, (...args: never[]) => unknown>>;
  /** The address of the server it started. */
  url(): Promise<string>;
  /** What it printed. */
  readonly printed: readonly unknown[][];
  /** The listeners of `process` it set. */
  readonly signals: ReadonlyMap<string, () => unknown>;
}

/** What a snippet finds around it. */
export interface Surroundings {
  /** Stands in for the account, whatever region and key the snippet has. */
  readonly kaleyra: FakeKaleyra;
  readonly env?: Readonly<Record<string, string>>;
  /** Given in the place of the modules of these names. */
  readonly modules?: Readonly<Record<string, object>>;
}

type Load = (name: string) => unknown;
type Body = (load: Load, exports: object, process: object, console: object) => Promise<void>;
const AsyncFunction = (async () => undefined).constructor as new (...parts: string[]) => Body;

const taken = new Set<string>();

/** The code of one block of a file, the first one that holds some words. */
export function codeWith(file: string, words: string): string {
  const found = snippetsOf(file).find(({ code }) => code.includes(words));
  if (found === undefined) throw new Error(`${file} has no block with ${JSON.stringify(words)}`);
  taken.add(found.name);
  return found.code;
}

/** The blocks of some files that no test has asked for. */
export function notRun(files: readonly string[]): string[] {
  return files.flatMap((file) => snippetsOf(file).map(({ name }) => name)).filter((name) => !taken.has(name));
}

/** Runs a snippet as it stands in the text, in this process, against a fake Kaleyra; it is closed when the test ends. */
export async function runSnippet(code: string, { kaleyra, env = {}, modules = {} }: Surroundings): Promise<Run> {
  const { baseUrl, sid, apiKey } = kaleyra;
  const servers: Server[] = [];
  const printed: unknown[][] = [];
  const signals = new Map<string, () => unknown>();

  class Client extends tidemark.KaleyraClient {
    constructor(options: tidemark.KaleyraClientOptions) {
      super({ ...options, region: { baseUrl }, sid, apiKey });
      onTestFinished(() => this.close());
    }
  }

  function createChannel(options: tidemark.ChannelOptions): tidemark.Channel {
    const channel = tidemark.createChannel(options);
    onTestFinished(async () => void (await channel.close()));
    return channel;
  }

  function createServer(...given: Parameters<typeof http.createServer>): Server {
    const server = http.createServer(...given);
    servers.push(server);
    const listen = server.listen.bind(server) as (port: number, host: string) => Server;
    // Any free port, in the place of the one in the text.
    server.listen = () => listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    return server;
  }

  const known: Record<string, object> = {
    tidemark: { ...tidemark, KaleyraClient: Client, createChannel },
    'node:http': { ...http, createServer },
    ...modules,
  };
  const names = [...code.matchAll(/from '([^']+)'/g)].map(([, name = '']) => name);
  for (const name of names) known[name] ??= (await import(name)) as object;
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exports = {};
  const process = { env, once: (name: string, listener: () => unknown) => void signals.set(name, listener) };
  const console = { log: (...words: unknown[]) => void printed.push(words), error: () => undefined };
  const body = new AsyncFunction('require', 'exports', 'process', 'console', outputText);
  await body((name) => known[name], exports, process, console);

  return {
    exports,
    printed,
    signals,
    async url() {
      const [server] = servers;
      if (server === undefined) throw new Error('the snippet started no server');
      if (!server.listening) await once(server, 'listening');
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
  };
}
