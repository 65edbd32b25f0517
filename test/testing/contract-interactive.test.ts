import { type FakeKaleyra, startFakeKaleyra } from 'tidemark/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { messageBody } from './call.js';
import { expectAcceptance, expectMessageRefused } from './expectations.js';

let kaleyra: FakeKaleyra;
beforeAll(async () => {
  kaleyra = await startFakeKaleyra();
});
afterAll(() => kaleyra.close());

const link = 'https://example.com/a';
const body = { text: 'Choose' };
const textHeader = { type: 'text', text: 'Head' };

const button = (id: string, title = id): object => ({ type: 'reply', reply: { id, title } });
const buttons = (...all: object[]): object => ({ type: 'button', body, action: { buttons: all } });

const row = (id: string, fields: object = {}): object => ({ id, title: `Row ${id}`, ...fields });
const rows = (count: number, from = 0): object[] => Array.from({ length: count }, (_, at) => row(String(from + at)));
const list = (...sections: object[]): object => ({ type: 'list', body, action: { button: 'Open', sections } });

const url = (parameters: object): object => ({ type: 'cta_url', body, action: { name: 'cta_url', parameters } });
const visit = url({ display_text: 'Visit', url: link });

const flowParameters = { flow_message_version: '3', flow_id: '1', flow_cta: 'Book' };
const flow = (parameters: object): object => ({
  type: 'flow',
  body,
  action: { name: 'flow', parameters: { ...flowParameters, ...parameters } },
});

const request = { type: 'location_request_message', body, action: { name: 'send_location' } };
const long = (characters: number): string => 'x'.repeat(characters);

describe('an interactive message', () => {
  it.each<[what: string, content: object]>([
    ['one button', buttons(button('a'))],
    ['three buttons', buttons(button(long(256), long(20)), button('b'), button('c'))],
    [
      'header and footer of text',
      { ...buttons(button('a')), header: { type: 'text', text: long(60) }, footer: { text: long(60) } },
    ],
    ['an image above buttons', { ...buttons(button('a')), header: { type: 'image', image: { link } } }],
    [
      'a document above buttons',
      { ...buttons(button('a')), header: { type: 'document', document: { link, filename: 'a' } } },
    ],
    [
      'a list',
      { ...list({ rows: [row(long(200).slice(1), { title: long(24), description: long(72) })] }), header: textHeader },
    ],
    ['a list of several sections', list({ title: long(24), rows: rows(4) }, { title: 'B', rows: rows(6, 4) })],
    ['4096 characters above a list', { ...list({ rows: rows(10) }), body: { text: long(4096) } }],
    ['a link', visit],
    ['a video above a link', { ...visit, header: { type: 'video', video: { link } } }],
    ['a flow', flow({})],
    [
      'all of a flow',
      flow({
        mode: 'draft',
        flow_token: 'a',
        flow_action: 'navigate',
        flow_action_payload: { screen: 'A', data: { a: 1 } },
      }),
    ],
    ['a flow by its name', flow({ flow_id: undefined, flow_name: 'booking' })],
    ['a request for the location', request],
    ['a type of its own', { type: 'product', action: { catalog_id: '1' } }],
  ])('is accepted with %s', async (_, content) => {
    await expectAcceptance(kaleyra, { body: messageBody('interactive', content) });
  });

  it.each<[what: string, content: object, violation: string]>([
    ['no type', { body }, '.type must be a string.'],
    ['no body', { ...buttons(button('a')), body: undefined }, '.body must be an object.'],
    ['an empty body', { ...request, body: { text: '' } }, '.body.text must not be empty.'],
    [
      '1025 characters',
      { ...visit, body: { text: long(1025) } },
      '.body.text must not be longer than 1024 characters.',
    ],
    [
      '4097 characters',
      { ...list({ rows: rows(1) }), body: { text: long(4097) } },
      '.body.text must not be longer than 4096 characters.',
    ],
    ['a long footer', { ...visit, footer: { text: long(61) } }, '.footer.text must not be longer than 60 characters.'],
    [
      'a long header',
      { ...visit, header: { type: 'text', text: long(61) } },
      '.header.text must not be longer than 60 characters.',
    ],
    ['a header of text alone', { ...visit, header: 'Head' }, '.header must be an object.'],
    [
      'a header of audio',
      { ...visit, header: { type: 'audio', audio: { link } } },
      '.header.type must be "text", "image", "video" or "document".',
    ],
    ['a header without its file', { ...visit, header: { type: 'image' } }, '.header.image must be an object.'],
    [
      'a header with a caption',
      { ...visit, header: { type: 'image', image: { link, caption: 'A' } } },
      '.header.image must not have the key "caption".',
    ],
    [
      'an image above a list',
      { ...list({ rows: rows(1) }), header: { type: 'image', text: 'A' } },
      '.header.type must be "text".',
    ],
    ['a header above a request', { ...request, header: textHeader }, ' must not have the key "header".'],
    ['no action', { ...visit, action: undefined }, '.action must be an object.'],
    ['no button', buttons(), '.action.buttons must have at least 1 button.'],
    [
      'four buttons',
      buttons(...['a', 'b', 'c', 'd'].map((id) => button(id))),
      '.action.buttons must not have more than 3 buttons.',
    ],
    ['buttons of one id', buttons(button('a', 'A'), button('a', 'B')), '.action.buttons must have distinct ids.'],
    ['buttons of one title', buttons(button('a', 'A'), button('b', 'A')), '.action.buttons must have distinct titles.'],
    [
      'a long button',
      buttons(button('a'), button('b', long(21))),
      '.action.buttons.1.reply.title must not be longer than 20 characters.',
    ],
    ['an empty button', buttons(button('a', '')), '.action.buttons.0.reply.title must not be empty.'],
    [
      'a long id of a button',
      buttons(button(long(257), 'A')),
      '.action.buttons.0.reply.id must not be longer than 256 characters.',
    ],
    [
      'an id with a space at its end',
      buttons(button('a ', 'A')),
      '.action.buttons.0.reply.id must not begin or end with a space.',
    ],
    ['a button of another type', buttons({ ...button('a'), type: 'url' }), '.action.buttons.0.type must be "reply".'],
    ['no section', list(), '.action.sections must have at least 1 section.'],
    ['no row', list({ rows: [] }), '.action.sections.0.rows must have at least 1 row.'],
    [
      'eleven rows in one section',
      list({ rows: rows(11) }),
      '.action.sections must not have more than 10 rows in all.',
    ],
    [
      'eleven rows in two sections',
      list({ title: 'A', rows: rows(5) }, { title: 'B', rows: rows(6, 5) }),
      '.action.sections must not have more than 10 rows in all.',
    ],
    [
      'rows of one id',
      list({ title: 'A', rows: rows(1) }, { title: 'B', rows: rows(1) }),
      '.action.sections must have rows of distinct ids.',
    ],
    [
      'a section without a title',
      list({ title: 'A', rows: rows(1) }, { rows: rows(1, 1) }),
      '.action.sections must all have a title when there is more than one.',
    ],
    [
      'a long title of a section',
      list({ title: long(25), rows: rows(1) }),
      '.action.sections.0.title must not be longer than 24 characters.',
    ],
    [
      'a long row',
      list({ rows: [row('1', { title: long(25) })] }),
      '.action.sections.0.rows.0.title must not be longer than 24 characters.',
    ],
    [
      'a long description',
      list({ rows: [row('1', { description: long(73) })] }),
      '.action.sections.0.rows.0.description must not be longer than 72 characters.',
    ],
    [
      'a long id of a row',
      list({ rows: [row(long(201), { title: 'A' })] }),
      '.action.sections.0.rows.0.id must not be longer than 200 characters.',
    ],
    [
      'a long button of a list',
      { ...list(), action: { button: long(21), sections: [{ rows: rows(1) }] } },
      '.action.button must not be longer than 20 characters.',
    ],
    [
      'a link with a long text',
      url({ display_text: long(21), url: link }),
      '.action.parameters.display_text must not be longer than 20 characters.',
    ],
    [
      'a link that is no URL',
      url({ display_text: 'Visit', url: 'example.com' }),
      '.action.parameters.url must be an http or https URL.',
    ],
    [
      'another name of the action',
      { ...visit, action: { name: 'url', parameters: { display_text: 'A', url: link } } },
      '.action.name must be "cta_url".',
    ],
    [
      'another version of flows',
      flow({ flow_message_version: '4' }),
      '.action.parameters.flow_message_version must be "3".',
    ],
    [
      'a flow without id and name',
      flow({ flow_id: undefined }),
      '.action.parameters must have exactly one of "flow_id" and "flow_name".',
    ],
    [
      'an emoji on the button of a flow',
      flow({ flow_cta: 'Book 😀' }),
      '.action.parameters.flow_cta must have no emoji.',
    ],
    [
      'a long button of a flow',
      flow({ flow_cta: long(31) }),
      '.action.parameters.flow_cta must not be longer than 30 characters.',
    ],
    [
      'empty data of a flow',
      flow({ flow_action_payload: { data: {} } }),
      '.action.parameters.flow_action_payload.data must not be empty.',
    ],
    [
      'a payload that is not used',
      flow({ flow_action: 'data_exchange', flow_action_payload: {} }),
      '.action.parameters must not have a "flow_action_payload" unless "flow_action" is "navigate".',
    ],
    [
      'a request of another name',
      { ...request, action: { name: 'location' } },
      '.action.name must be "send_location".',
    ],
  ])('is refused with %s', async (_, content, violation) => {
    await expectMessageRefused(kaleyra, messageBody('interactive', content), [
      `messaging_object.interactive${violation}`,
    ]);
  });
});
