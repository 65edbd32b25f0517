import { type Findings, isMet, type Line } from './line.js';

/** Prints a benchmark's tables; a missed aim is said as plainly as one that is met. */
export function printFindings(title: string, { lines, tables = {} }: Findings): void {
  console.log(`\n${title}`);
  console.table(lines.map(rowOf));
  for (const [name, rows] of Object.entries(tables)) {
    console.log(name);
    console.table(rows);
  }
}

function rowOf(line: Line): Record<string, string> {
  return {
    what: line.what,
    tidemark: `${rounded(line.ours)} ${line.unit}`.trim(),
    against: line.against,
    'the other': `${rounded(line.theirs)} ${line.unit}`.trim(),
    ratio: ratioOf(line.ratio),
    aim: aimOf(line),
    met: { true: 'met', false: 'MISSED', undefined: '' }[`${isMet(line)}`],
  };
}

function aimOf({ aim }: Line): string {
  if (aim === undefined) return '';
  return 'exactly' in aim ? `= ${ratioOf(aim.exactly)}` : `≤ ${ratioOf(aim.atMost)}`;
}

function rounded(value: number): string {
  return value < 1000 ? `${Number(value.toPrecision(3))}` : Math.round(value).toLocaleString('en');
}

function ratioOf(ratio: number): string {
  return ratio >= 0.95 || ratio <= 0 ? ratio.toPrecision(3) : `1/${(1 / ratio).toPrecision(3)}`;
}
