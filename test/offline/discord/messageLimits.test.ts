import { describe, expect, it } from 'vitest';
import { readMessage } from '../../../src/offline/discord/messageLimits.ts';
import { RestError } from '../../../src/offline/discord/restError.ts';

const button = (more: object = {}) => ({ type: 2, style: 1, label: 'Go', custom_id: 'go', ...more });
const row = (...components: object[]) => ({ type: 1, components });
const long = (length: number) => 'x'.repeat(length);

describe('what Discord takes as a message', () => {
  it.each([
    ['content of 2000', { content: long(2_000) }],
    ['an embed at every limit', { embeds: [{ title: long(256), description: long(4_096) }] }],
    ['embeds of 6000 together', { embeds: [{ description: long(3_000) }, { description: long(3_000) }] }],
    ['five rows of five buttons', { components: rows(5) }],
    ['a link', { components: [row({ type: 2, style: 5, label: 'x', url: 'https://example.org' })] }],
    [
      'components of the second version',
      { flags: 1 << 15, components: [{ type: 17, components: [{ type: 10, content: 'text' }] }] },
    ],
  ])('accepts %s', (_name, body) => {
    expect(() => readMessage(body, 'create', 0)).not.toThrow();
  });

  it.each([
    ['content of 2001', { content: long(2_001) }, 'content'],
    ['eleven embeds', { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) }, 'embeds'],
    ['a title of 257', { embeds: [{ title: long(257) }] }, 'embeds.0.title'],
    ['a description of 4097', { embeds: [{ description: long(4_097) }] }, 'embeds.0.description'],
    ['a field without name', { embeds: [{ fields: [{ name: '', value: 'x' }] }] }, 'embeds.0.fields.0.name'],
    ['embeds of 6001', { embeds: [{ description: long(3_000) }, { description: long(3_001) }] }, 'embeds'],
    ['six rows', { components: rows(6) }, 'components'],
    [
      'six buttons in a row',
      { components: [row(...[1, 2, 3, 4, 5, 6].map((id) => button({ custom_id: `b${id}` })))] },
      'components.0.components',
    ],
    ['an empty row', { components: [row()] }, 'components.0.components'],
    ['a button outside a row', { components: [button()] }, 'components.0.type'],
    ['a long label', { components: [row(button({ label: long(81) }))] }, 'components.0.components.0.label'],
    [
      'a button that does nothing',
      { components: [row({ type: 2, style: 1, label: 'x' })] },
      'components.0.components.0.custom_id',
    ],
    ['the same custom id twice', { components: [row(button(), button())] }, 'components'],
    [
      'a select beside a button',
      { components: [row(button(), { type: 3, custom_id: 's', options: [{ label: 'a', value: 'a' }] })] },
      'components.0.components',
    ],
    [
      'content beside components of the second version',
      { content: 'x', flags: 1 << 15, components: [{ type: 10, content: 'text' }] },
      'flags',
    ],
    ['embeds that are no list', { embeds: 'x' }, 'embeds'],
  ])('refuses %s with 50035 at the right place', (_name, body, place) => {
    const error = refusalOf(body);
    expect([error.status, error.code]).toEqual([400, 50_035]);
    let node: unknown = error.errors;
    for (const key of place.split('.')) {
      node = typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined;
    }
    expect(node).toMatchObject({ _errors: [{ code: expect.any(String), message: expect.any(String) }] });
  });

  it.each([{}, { content: '' }, { content: '  ' }, { embeds: [] }])('refuses an empty message %o', (body) => {
    expect(refusalOf(body).code).toBe(50_006);
    expect(() => readMessage(body, 'edit', 0)).not.toThrow();
    expect(() => readMessage(body, 'create', 1)).not.toThrow();
  });
});

function rows(count: number): object[] {
  return Array.from({ length: count }, (_row, at) =>
    row(...[1, 2, 3, 4, 5].map((id) => button({ custom_id: `${at}/${id}` }))),
  );
}

function refusalOf(body: unknown): RestError {
  try {
    readMessage(body, 'create', 0);
  } catch (thrown) {
    if (thrown instanceof RestError) return thrown;
  }
  throw new Error('the message was accepted');
}
