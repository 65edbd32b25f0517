type Fields = Readonly<Record<string, unknown>>;

/** A field of what may be no object. */
export function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Fields)[key] : undefined;
}

/** A field that is a text with something in it, or a number. */
export function textAt(value: unknown, key: string): string | undefined {
  const field = fieldOf(value, key);
  if (typeof field === 'number') return String(field);
  return typeof field === 'string' && field.trim() !== '' ? field : undefined;
}

/** A list, empty for what is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What there is of some texts, each on a line. */
export function lines(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n');
}

/** What there is of a name and its value. */
export function pair(label: string | undefined, value: string | undefined): string {
  return [label, value].filter(Boolean).join(': ');
}

/** A text in WhatsApp's bold. */
export function bold(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `*${text.trim()}*`;
}
