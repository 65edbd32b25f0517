import { expect, it } from 'vitest';
import { sentContent } from '../../src/emulator/sent-content.js';

const upload = { url: '/media/1', contentType: 'image/png', name: 'up.png' };
const shown = (type: string, content: unknown) => sentContent(type, content, (id) => (id === '1' ? upload : undefined));

it.each([
  ['text', { body: 'a' }, { kind: 'text', text: 'a' }],
  ['image', { id: '1', caption: 'c' }, { kind: 'file', media: 'image', file: upload, caption: 'c' }],
  [
    'document',
    { link: 'https://x.test/a/b.pdf?q=1' },
    { kind: 'file', media: 'document', file: { url: 'https://x.test/a/b.pdf?q=1', contentType: '', name: 'b.pdf' } },
  ],
  [
    'location',
    { latitude: 1, longitude: 2, address: 'A' },
    { kind: 'location', latitude: 1, longitude: 2, label: 'A' },
  ],
  ['contacts', [{ name: { formatted_name: 'N' } }], { kind: 'contacts', names: ['N'] }],
  [
    'interactive',
    { type: 'cta_url', body: { text: 't' }, action: { parameters: { display_text: 'Go', url: 'https://x.test' } } },
    { kind: 'link', text: 't', title: 'Go', url: 'https://x.test' },
  ],
  [
    'interactive',
    {
      type: 'button',
      header: { type: 'image', image: { id: '1' } },
      body: { text: 't' },
      footer: { text: 'f' },
      action: { buttons: [{ reply: { id: 'i', title: 'I' } }] },
    },
    {
      kind: 'choices',
      shape: 'buttons',
      text: 't',
      image: upload,
      footer: 'f',
      choices: [{ id: 'i', title: 'I' }],
    },
  ],
  [
    'interactive',
    { type: 'list', header: { type: 'text', text: 'h' }, body: { text: 't' }, action: { button: 'o', sections: [] } },
    { kind: 'choices', shape: 'list', text: 't', header: 'h', opener: 'o', choices: [] },
  ],
  [
    'template',
    {
      name: 'n',
      components: [
        {
          parameters: [
            { type: 'text', text: 'a' },
            { type: 'currency', currency: { code: 'X' } },
          ],
        },
      ],
    },
    { kind: 'template', name: 'n', parameters: ['a', '{"code":"X"}'] },
  ],
  ['interactive', { type: 'flow' }, { kind: 'other', type: 'interactive', json: '{\n  "type": "flow"\n}' }],
  ['order', undefined, { kind: 'other', type: 'order', json: '' }],
])('%s %j is shown', (type, content, bubble) => {
  expect(shown(type, content)).toEqual(bubble);
});
