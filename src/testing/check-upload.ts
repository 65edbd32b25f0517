import type { CheckedBody } from './check-body.js';
import { limitsOf, withoutParameters } from './media-types.js';
import type { RecordedFile } from './recorded-request.js';

type Parts = Awaited<ReturnType<Response['formData']>>;

/** Whether a content type is that of an upload. */
export function isMultipart(contentType: string | undefined): contentType is string {
  return contentType !== undefined && /^multipart\/form-data\s*;(.*;)?\s*boundary=./i.test(contentType);
}

async function partsOf(raw: Buffer, contentType: string): Promise<Parts | undefined> {
  try {
    return await new Response(new Uint8Array(raw), { headers: { 'content-type': contentType } }).formData();
  } catch {
    return undefined;
  }
}

function checkParts(parts: Parts): string[] {
  return ['file', 'type'].flatMap((name) => {
    const { length } = parts.getAll(name);
    if (length === 0) return [`The part "${name}" must be there.`];
    return length === 1 ? [] : [`The part "${name}" must be there only once.`];
  });
}

/** Kaleyra's page names two parts; what it does with others is not known, so they pass. */
function otherParts(parts: Parts): string[] {
  return [...new Set(parts.keys())]
    .filter((name) => name !== 'file' && name !== 'type')
    .map((name) => `The part "${name}" is none of the documented ones.`);
}

function checkType(type: string): string[] {
  return limitsOf(type) === undefined ? [`The part "type" must be a MIME type WhatsApp takes, not "${type}".`] : [];
}

function checkFile(file: File, type: string): string[] {
  const violations: string[] = [];
  if (file.size === 0) violations.push('The part "file" must not be empty.');
  const limits = limitsOf(type);
  if (limits !== undefined && withoutParameters(file.type) !== withoutParameters(type)) {
    violations.push(`The part "file" must have the content type "${type}", as the part "type" says.`);
  }
  if (limits !== undefined && file.size > limits.maxBytes) {
    violations.push(`The part "file" must not be larger than ${limits.most}, the limit for ${limits.kind}.`);
  }
  return violations;
}

/** Checks an upload's parts; one that is no multipart says nothing here, for its content type is a breach of its own. */
export async function checkUpload(raw: Buffer, contentType: string | undefined): Promise<CheckedBody> {
  const nothing = { kind: 'upload', typing: false, violations: [], tolerated: [] } as const;
  if (!isMultipart(contentType)) return nothing;
  const parts = await partsOf(raw, contentType);
  if (parts === undefined) return { ...nothing, violations: ['The body must be valid multipart/form-data.'] };

  const violations = checkParts(parts);
  const [file, type] = [parts.get('file'), parts.get('type')];
  if (typeof type === 'string') violations.push(...checkType(type));
  else if (type !== null) violations.push('The part "type" must be a text.');
  // Node gives a file without a name as a text.
  if (typeof file === 'string' || file?.name === '') {
    violations.push('The part "file" must be a file, with a file name.');
  }
  const checked = { ...nothing, violations, tolerated: otherParts(parts) };
  if (file === null || typeof file === 'string') return checked;

  const declared = typeof type === 'string' ? type : '';
  violations.push(...checkFile(file, declared));
  const recorded: RecordedFile = { name: file.name, type: declared, size: file.size };
  return { ...checked, file: recorded };
}
