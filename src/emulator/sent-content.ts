import type { BubbleContent, Choice, ShownFile } from './protocol.js';

type Fields = Readonly<Record<string, unknown>>;
type FileOf = (mediaId: string) => ShownFile | undefined;
type MediaKind = Extract<BubbleContent, { kind: 'file' }>['media'];

const mediaKinds: readonly string[] = ['image', 'video', 'audio', 'document', 'sticker'] satisfies MediaKind[];

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function textOf(...values: readonly unknown[]): string {
  return values.find((value): value is string => typeof value === 'string' && value !== '') ?? '';
}

/** A field that stands in the bubble only where it says something. */
function given<const Name extends string>(name: Name, value: unknown): { readonly [Key in Name]?: string } {
  const text = textOf(value);
  return (text === '' ? {} : { [name]: text }) as { readonly [Key in Name]?: string };
}

function lastPart(link: string): string {
  const path = URL.canParse(link) ? new URL(link).pathname : '';
  return path.split('/').at(-1) ?? '';
}

/** A file by its id, or by an address of the bot's. */
function fileOf(media: Fields, kind: string, uploaded: FileOf): ShownFile {
  const upload = uploaded(textOf(media.id));
  if (upload !== undefined) return { ...upload, name: textOf(media.filename, upload.name) };
  const url = textOf(media.link);
  return { url, contentType: '', name: textOf(media.filename, lastPart(url), kind) };
}

function choiceOf({ id, title, description }: Fields): Choice {
  return { id: textOf(id), title: textOf(title), ...given('description', description) };
}

function choicesOf(action: Fields): readonly Choice[] {
  const buttons = listOf(action.buttons).map(({ reply }) => choiceOf(fieldsOf(reply)));
  const rows = listOf(action.sections).flatMap(({ title, rows }) =>
    listOf(rows).map((row) => ({ ...choiceOf(row), ...given('section', title) })),
  );
  return [...buttons, ...rows];
}

function interactive(content: Fields, uploaded: FileOf): BubbleContent | undefined {
  const { type } = content;
  const [action, header] = [fieldsOf(content.action), fieldsOf(content.header)];
  const text = textOf(fieldsOf(content.body).text);
  if (type === 'cta_url') {
    const { display_text: title, url } = fieldsOf(action.parameters);
    return { kind: 'link', text, title: textOf(title), url: textOf(url) };
  }
  if (type !== 'button' && type !== 'list') return undefined;
  const media = fieldsOf(header[textOf(header.type)]);
  const file = header.type === undefined || header.type === 'text' ? undefined : fileOf(media, 'file', uploaded);
  return {
    kind: 'choices',
    shape: type === 'list' ? 'list' : 'buttons',
    text,
    ...given('header', header.type === 'image' ? undefined : textOf(header.text, file?.name)),
    ...(header.type === 'image' && file !== undefined ? { image: file } : {}),
    ...given('footer', fieldsOf(content.footer).text),
    ...given('opener', action.button),
    choices: choicesOf(action),
  };
}

function template(content: Fields): BubbleContent {
  const parameters = listOf(content.components)
    .flatMap((component) => listOf(component.parameters))
    .map((parameter) => textOf(parameter.text, parameter.payload) || JSON.stringify(parameter[textOf(parameter.type)]));
  return { kind: 'template', name: textOf(content.name), parameters };
}

/** What the bubble of a message shows that the bot has sent. */
export function sentContent(type: string, value: unknown, uploaded: FileOf): BubbleContent {
  const content = fieldsOf(value);
  if (type === 'text') return { kind: 'text', text: textOf(content.body) };
  if (mediaKinds.includes(type)) {
    const file = fileOf(content, type, uploaded);
    return { kind: 'file', media: type as MediaKind, file, ...given('caption', content.caption) };
  }
  if (type === 'location') {
    const { latitude, longitude, name, address } = content;
    const place = { latitude: Number(latitude), longitude: Number(longitude) };
    return { kind: 'location', ...place, ...given('label', textOf(name, address)) };
  }
  if (type === 'contacts') {
    return { kind: 'contacts', names: listOf(value).map(({ name }) => textOf(fieldsOf(name).formatted_name)) };
  }
  if (type === 'template') return template(content);
  const shown = type === 'interactive' ? interactive(content, uploaded) : undefined;
  return shown ?? { kind: 'other', type, json: JSON.stringify(value, null, 2) ?? '' };
}
