import type { MessageContent } from '../message-content.js';
import type { OutgoingFile } from './media.js';

/** A message to send, or a file that becomes one: what it holds is uploaded first. */
export type OutgoingContent = MessageContent | { type: 'file'; file: OutgoingFile; caption?: string };
