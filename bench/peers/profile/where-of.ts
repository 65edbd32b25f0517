import { readFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Row } from '../../support/shares.js';

const ROWS = 25;
// A longer time between two samples is one without a core.
const MOST_US = 5000;

/** Where the time of a subject went, in microseconds per message. */
export interface Where {
  /** Packages and files by the time they had at the top of the stack. */
  files: Row[];
  /** Functions likewise. */
  functions: Row[];
  /** Our own functions with the time of all they call that is not ours: node's, a package's, the engine's. */
  callers: Row[];
}

/** Reads a profile. */
export function whereOf(profile: Profiler.Profile, messages: number): Where {
  const places = new Map(profile.nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const files = new Map<string, number>();
  const functions = new Map<string, number>();
  const callers = new Map<string, number>();
  for (const [index, sample] of (profile.samples ?? []).entries()) {
    const place = places.get(sample) ?? { file: '(unknown)', name: '' };
    if (place.file === '(idle)') continue;
    const us = Math.min(profile.timeDeltas?.[index] ?? 0, MOST_US);
    add(files, place.file, us);
    add(functions, labelOf(place), us);
    let node: number | undefined = sample;
    while (node !== undefined && !isOurs(places.get(node))) node = parents.get(node);
    const caller = node === undefined ? undefined : places.get(node);
    add(callers, caller === undefined ? '(nothing of ours)' : labelOf(caller), us);
  }
  const totalUs = [...files.values()].reduce((sum, us) => sum + us, 0);
  const rows = (title: string, values: ReadonlyMap<string, number>): Row[] =>
    [...values]
      .sort(([, a], [, b]) => b - a)
      .slice(0, ROWS)
      .map(([what, us]) => ({
        [title]: what,
        'µs per message': Number((us / messages).toPrecision(3)),
        share: `${((100 * us) / totalUs).toFixed(1)} %`,
      }));
  return { files: rows('file', files), functions: rows('function', functions), callers: rows('function', callers) };
}

function add(sums: Map<string, number>, key: string, us: number): void {
  sums.set(key, (sums.get(key) ?? 0) + us);
}

interface Place {
  file: string;
  name: string;
}

const labelOf = ({ file, name }: Place): string => (file === name ? name : `${name}, ${file}`);
const isOurs = (place: Place | undefined): boolean =>
  /^(?:src|adapters|examples|bench\/peers\/subjects)\//.test(place?.file ?? '');

/** A file of ours by its source, another one by its package, what the machine does as `(program)` and the like. */
function placeOf({ url, functionName, ...at }: Profiler.Profile['nodes'][number]['callFrame']): Place {
  const name = functionName || '(anonymous)';
  const inPackage = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (inPackage !== undefined) return { file: inPackage, name };
  if (!url.startsWith('file:')) return { file: url || (name.startsWith('(') ? name : 'native code'), name };
  const source = mapOf(url)?.findEntry(at.lineNumber, at.columnNumber);
  const path = source && 'originalSource' in source ? source.originalSource : url;
  return { file: path.replace(/^.*?\/?(?=(?:src|adapters|examples|bench)\/)/, ''), name };
}

const maps = new Map<string, SourceMap | undefined>();

function mapOf(url: string): SourceMap | undefined {
  if (!maps.has(url)) maps.set(url, readMap(url));
  return maps.get(url);
}

function readMap(url: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')));
  } catch {
    return undefined;
  }
}
