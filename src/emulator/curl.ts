/** A request that a command can repeat. */
export interface Repeatable {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The parts of an upload, instead of the body. */
  readonly form?: Readonly<Record<string, string>>;
}

/** The names of environment variables, by the header whose value they hold. */
export type Variables = Readonly<Record<string, string>>;

/** In single quotes nothing means anything to a shell but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

// What curl writes itself.
const ownHeaders = /^(host|connection|keep-alive|content-length|transfer-encoding|user-agent|accept.*|sec-.*|te)$/;

function headerOf(name: string, value: string, hidden: Variables): string {
  const variable = hidden[name];
  return variable === undefined ? quoted(`${name}: ${value}`) : `"${name}: $${variable}"`;
}

/** A command for a POSIX shell; what is hidden stands in it as a variable. */
export function curlOf({ method, url, headers, body, form }: Repeatable, hidden: Variables): string {
  const parts = [`curl -X ${quoted(method)} ${quoted(url)}`];
  for (const [name, value] of Object.entries(headers)) {
    if (ownHeaders.test(name) || (form !== undefined && name === 'content-type')) continue;
    parts.push(`-H ${headerOf(name, value, hidden)}`);
  }
  for (const [name, value] of Object.entries(form ?? {})) parts.push(`-F ${quoted(`${name}=${value}`)}`);
  if (form === undefined && body !== '') parts.push(`--data-raw ${quoted(body)}`);
  return parts.join(' \\\n  ');
}
