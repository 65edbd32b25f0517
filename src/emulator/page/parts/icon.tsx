// Drawn here, since a machine need not have a font for such signs.
const paths = {
  attach: 'M8 11v6a4 4 0 0 0 8 0V6.500a3 3 0 0 0-6 0V16a1.500 1.500 0 0 0 3 0V8',
  audio:
    'M9 18V6l10-2v11.500M9 18a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0M19 15.500a2.500 2.500 0 1 1-5 0 2.500 2.500 0 0 1 5 0',
  clock: 'M12 3a9 9 0 1 0 .1 0M12 7.500V12l3.500 2',
  close: 'm6 6 12 12M18 6 6 18',
  contact: 'M12 12a4 4 0 1 0-.1 0M4 21c0-5 3.500-6.500 8-6.500s8 1.500 8 6.500',
  document: 'M6 3h8l4 4v14H6zM14 3v4h4',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9h.1',
  list: 'M4 6h16M4 12h16M4 18h16',
  more: 'm6 9 6 6 6-6',
  place: 'M12 21s7-6.500 7-11.500a7 7 0 0 0-14 0C5 14.500 12 21 12 21zM12 12a2.500 2.500 0 1 0-.1 0',
  script: 'M5 6h14M5 10h14M5 14h9M5 18h6',
  sticker: 'M4 4h16v10l-6 6H4zM14 20v-6h6',
  video: 'M3 7h12v10H3zM15 11l6-3v8l-6-3',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof paths;

/** A small picture beside a label, or in a button that has one. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
