import { fail, ok } from '../finding.js';
import type { Check } from './check.js';

/** The oldest version of Node the package runs on. */
export const oldestNode = '20.19.0';

/** Whether this Node can run the package. */
export const checkNodeVersion: Check = ({ settings: { nodeVersion } }) => {
  if (nodeVersion.localeCompare(oldestNode, 'en', { numeric: true }) >= 0)
    return ok(`Node ${nodeVersion} is supported.`);
  return fail(`Node ${nodeVersion} is too old: install Node ${oldestNode} or newer.`);
};
