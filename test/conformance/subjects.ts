import type { SdkSubject, Subject } from './subject.js';
import { agentsSubject, applicationSubject } from './subject-agents.js';
import { botbuilderSubject } from './subject-botbuilder.js';
import { customSubject } from './subject-custom.js';

/** Those with a turn context, middleware and an error handler: what a plain handler has no equivalent of. */
export const sdkSubjects: readonly SdkSubject[] = [botbuilderSubject, agentsSubject, applicationSubject];

/** Everything that can stand behind a channel. */
export const subjects: readonly Subject[] = [customSubject, ...sdkSubjects];
