/** A piece of Markdown: text that may hold marks, or what keeps its characters, such as code and addresses. */
export interface MarkdownToken {
  text: string;
  isKept: boolean;
}

// What may begin something that keeps its characters, or a link.
const special = /[`\\<\]]|!?\[|https?:\/\//gi;
const escapable = /[!-/:-@[-`{-~]/;
const angled = /<(https?:\/\/[^\s<>]+)>/iy;
const addressed = /https?:\/\/[^\s()<>"`\\]*/iy;
// Inside of a link's text an address ends where the text ends.
const addressedInLabel = /https?:\/\/[^\s()<>"`\\\]]*/iy;

/** Takes Markdown apart in one pass: code, escaped characters, addresses and links are found, emphasis is not. */
export function markdownTokens(markdown: string): MarkdownToken[] {
  const tokens: MarkdownToken[] = [];
  // Places in `tokens` of brackets that a link may have begun with.
  const brackets: number[] = [];
  const codeEnd = codeEnds(markdown);
  let at = 0;
  let plainFrom = 0;

  function keep(text: string, end: number): void {
    flush();
    tokens.push({ text, isKept: true });
    at = end;
    plainFrom = end;
  }
  function flush(): void {
    if (at > plainFrom) tokens.push({ text: markdown.slice(plainFrom, at), isKept: false });
    plainFrom = at;
  }

  while (at < markdown.length) {
    special.lastIndex = at;
    const found = special.exec(markdown);
    if (found === null) break;
    at = found.index;
    const [mark] = found;
    const end = at + mark.length;
    if (mark === '`') {
      const { end: closed, isCode } = codeEnd(at);
      if (isCode) keep(codeOf(markdown.slice(at, closed)), closed);
      else at = closed;
    } else if (mark === '\\') {
      const next = markdown.charAt(end);
      if (escapable.test(next)) keep(next, end + 1);
      else at = end;
    } else if (mark === '<') {
      const [whole, address] = matchAt(angled, markdown, at) ?? [];
      if (whole !== undefined && address !== undefined) keep(address, at + whole.length);
      else at = end;
    } else if (mark.endsWith('[')) {
      flush();
      brackets.push(tokens.push({ text: mark, isKept: false }) - 1);
      at = end;
      plainFrom = end;
    } else if (mark === ']') {
      const target = brackets.length > 0 ? targetOf(markdown, end) : undefined;
      flush();
      const bracket = brackets.pop();
      if (target === undefined || bracket === undefined || !link(tokens, bracket, target.url)) at = end;
      else {
        at = target.end;
        plainFrom = at;
      }
    } else {
      const isWithin = /\w/.test(markdown.charAt(at - 1));
      const address = isWithin ? undefined : addressAt(markdown, at, brackets.length > 0);
      if (address === undefined) at = end;
      else keep(address, at + address.length);
    }
  }
  at = markdown.length;
  flush();
  return tokens;
}

/** Makes a link of what follows its bracket: its text, and where it leads. A picture is its description. */
function link(tokens: MarkdownToken[], bracket: number, url: string): boolean {
  const label = tokens.length - bracket - 1;
  const opening = tokens[bracket];
  if (opening === undefined || (label === 0 && opening.text === '[')) return false;
  opening.text = '';
  const isSame = label === 1 && tokens.at(-1)?.text === url;
  if (isSame) tokens.length = bracket;
  tokens.push({ text: label === 0 || isSame ? url : ` (${url})`, isKept: true });
  return true;
}

/** Where code ends that begins here; where there is none, the end of its marks. What was not found is not sought again. */
function codeEnds(text: string): (at: number) => { end: number; isCode: boolean } {
  let noBlockFrom = Number.POSITIVE_INFINITY;
  // By the length of the marks: up to where in the text there is no such end.
  const noneUntil: [number, number, number] = [-1, -1, -1];
  let lineEnd = -1;
  return (at) => {
    if (text.startsWith('```', at)) {
      const close = at < noBlockFrom ? text.indexOf('```', at + 3) : -1;
      if (close >= 0) return { end: close + 3, isCode: true };
      noBlockFrom = Math.min(noBlockFrom, at);
      return { end: at + runLength(text, at), isCode: false };
    }
    const length = runLength(text, at);
    const open = at + length;
    if (open <= (noneUntil[length] ?? -1)) return { end: open, isCode: false };
    if (lineEnd < open) lineEnd = text.indexOf('\n', open);
    if (lineEnd < 0) lineEnd = text.length;
    const limit = lineEnd;
    for (let next = text.indexOf('`', open); next >= 0 && next < limit; next = text.indexOf('`', next)) {
      const run = runLength(text, next);
      next += run;
      if (run === length) return { end: next, isCode: true };
    }
    noneUntil[length] = limit;
    return { end: open, isCode: false };
  };
}

function runLength(text: string, at: number): number {
  let end = at;
  while (text.charAt(end) === '`') end += 1;
  return end - at;
}

function codeOf(piece: string): string {
  // WhatsApp would show the language's name as part of the code.
  return piece.replace(/^```[\w+#-]+\n/, '```\n');
}

/** An address as far as it goes, without the marks and the punctuation behind it. */
function addressAt(text: string, at: number, isInLabel: boolean): string | undefined {
  const [run = ''] = matchAt(isInLabel ? addressedInLabel : addressed, text, at) ?? [];
  let end = run.length;
  while (end > 0 && "*~_.,;:!?'".includes(run.charAt(end - 1))) end -= 1;
  const address = run.slice(0, end);
  return /^https?:\/\/./i.test(address) ? address : undefined;
}

/** Where a link leads: an address, which may have one pair of brackets in it more than once, and perhaps a title. */
function targetOf(text: string, at: number): { url: string; end: number } | undefined {
  if (text.charAt(at) !== '(') return undefined;
  let end = at + 1;
  let isOpen = false;
  for (; end < text.length; end += 1) {
    const character = text.charAt(end);
    if (character === '(' && isOpen) return undefined;
    if (character === '(') isOpen = true;
    else if (character === ')' && isOpen) isOpen = false;
    else if (character === ')' || /\s/.test(character)) break;
  }
  const url = text.slice(at + 1, end);
  while (end < text.length && !'()'.includes(text.charAt(end))) end += 1;
  return isOpen || url === '' || text.charAt(end) !== ')' ? undefined : { url, end: end + 1 };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
