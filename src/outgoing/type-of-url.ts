// Cards name no MIME type.
const typeByExtension: ReadonlyMap<string, string> = new Map([
  ['mp4', 'video/mp4'],
  ['3gp', 'video/3gpp'],
  ['mp3', 'audio/mpeg'],
  ['m4a', 'audio/mp4'],
  ['ogg', 'audio/ogg'],
  ['aac', 'audio/aac'],
  ['amr', 'audio/amr'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['webp', 'image/webp'],
  ['gif', 'image/gif'],
  ['svg', 'image/svg+xml'],
  ['pdf', 'application/pdf'],
]);

/** What a file of this MIME type is called that has no name. */
export function nameForType(contentType: string): string {
  const [extension] = [...typeByExtension].find(([, type]) => type === contentType) ?? [];
  return `file.${extension ?? contentType.split('/')[1]?.replace(/^x-|\+.*$/g, '')}`;
}

/** The MIME type that a URL's last part tells; `undefined` for one that could be anything. */
export function typeOfUrl(url: string): string | undefined {
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  return typeByExtension.get(/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '');
}
