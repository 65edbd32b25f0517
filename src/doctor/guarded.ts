import { unknown, type Verdict } from './finding.js';

/** Makes a check that cannot take the others with it; what it throws is not told, since it may hold anything. */
export async function guarded(check: () => Verdict | Promise<Verdict>): Promise<Verdict> {
  try {
    return await check();
  } catch (error) {
    const name = error instanceof Error && /^\w{1,40}$/.test(error.name) ? error.name : 'an unknown error';
    return unknown(`The check itself broke off (${name}): please report it, this is a fault of tidemark.`);
  }
}
