// Code keeps its characters: it is cut out, the rest is rewritten, and it is put back.
const code = /(```[\s\S]*?```|`[^`\n]+`)/;

/** Rewrites Markdown in the marks WhatsApp knows; what it has no mark for is said in plain words. */
export function toWhatsAppMarks(markdown: string): string {
  return markdown
    .split(code)
    .map((part, index) => (index % 2 === 1 ? withoutLanguage(part) : rewrite(part)))
    .join('');
}

function rewrite(text: string): string {
  return (
    text
      // A picture is its description; a link is its text and where it leads.
      .replace(/!\[([^\]]*)\]\(([^()\s]+)[^()]*\)/g, (_, alt: string, url: string) => labelled(alt, url))
      .replace(/\[([^\]]+)\]\(([^()\s]+)[^()]*\)/g, (_, label: string, url: string) => labelled(label, url))
      // Bold first, behind a mark of its own, so that what is left of a single `*` is italic.
      .replace(/^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*$/gm, (_, heading: string) => `\u0001${plain(heading)}\u0001`)
      .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, '\u0001$2\u0001')
      .replace(/(?<![*\w])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![*\w])/g, '_$1_')
      .replace(/~~(?=\S)(.+?)(?<=\S)~~/g, '~$1~')
      .replaceAll('\u0001', '*')
  );
}

function labelled(label: string, url: string): string {
  return label === '' || label === url ? url : `${label} (${url})`;
}

function plain(heading: string): string {
  return heading.replace(/\*\*|__/g, '');
}

// WhatsApp would show the language's name as part of the code.
function withoutLanguage(block: string): string {
  return block.replace(/^```[\w+-]+\n/, '```\n');
}
