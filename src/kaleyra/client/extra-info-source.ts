import { OptionsError } from '../../errors.js';
import { checkExtraInfo, type ExtraInfo, type ExtraInfoFunction, type ExtraInfoSubject } from './extra-info.js';
import { invalidRequest } from './invalid-request.js';

/** Gives the extra info of one call in wire form, or `undefined` when none is to be sent. */
export type ExtraInfoSource = (subject: ExtraInfoSubject) => ExtraInfo | undefined;

/**
 * Makes one source of the option `extraInfo`: what is fixed is checked now, what is computed is checked at each call.
 *
 * @throws {OptionsError} when fixed extra info is invalid.
 * @throws {GatewayError} by the source: `INVALID_REQUEST`, kind `reject`, when the function throws or gives something
 *   invalid, so that only this message is concerned.
 */
export function toExtraInfoSource(option: ExtraInfo | ExtraInfoFunction | undefined): ExtraInfoSource {
  if (typeof option !== 'function') {
    const fixed = checkExtraInfo(option);
    if (!fixed.ok) throw new OptionsError(`KaleyraClient: ${fixed.problem}`);
    return () => fixed.extraInfo;
  }
  return (subject) => {
    let checked: ReturnType<typeof checkExtraInfo>;
    try {
      checked = checkExtraInfo(option(subject));
    } catch (error) {
      throw invalidRequest('The function given as extraInfo threw; see the cause.', error);
    }
    if (!checked.ok) throw invalidRequest(`The function given as extraInfo: ${checked.problem}.`);
    return checked.extraInfo;
  };
}
