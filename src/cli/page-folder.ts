import path from 'node:path';

/** The folder of the built page, seen from the folder of the command, in the source or bundled. */
export function pageFolder(here: string): string {
  const isSource = path.basename(path.dirname(here)) === 'src';
  return path.resolve(here, isSource ? '../../dist/emulator/page' : '../emulator/page');
}
