import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NameSpotter } from '../../src/turn/nameSpotter.ts';

describe('a name that is heard', () => {
  const parley = new NameSpotter(['Parley']);

  it.each([
    'Parley, what time is it?',
    'PARLEY!',
    'Hey Parley, tell us a story about dragons and knights please',
    'Good morning Parley how are you doing today?',
    'Sag mal, Parley, wie spät ist es denn gerade bei euch?',
    'What time is it over there, Parley?',
    'What do you think about all of this, Parley, please?',
    'So what would you say to that, Parley, huh?',
    'Parley',
  ])('is a call in "%s"', (said) => {
    expect(parley.isAddressed(said)).toBe(true);
  });

  it.each([
    ['misspelled', 'Parlay, what time is it over there?'],
    ['misspelled', 'Parly what time is it over there?'],
    ['misheard', 'Harley, what time is it over there?'],
    ['with swapped letters', 'Praley what time is it over there?'],
    ['in two words', 'Par lay what time is it over there?'],
    ['with an accent', 'Pärley, wie spät ist es bei euch?'],
    ['in full-width letters', 'Ｐａｒｌｅｙ what time is it over there?'],
    ['in Russian', 'Парли, который сейчас час там у вас?'],
    ['in Ukrainian', 'Привіт, Парлей, котра зараз у вас година?'],
    ['in Greek', 'Πάρλεϊ, τι ώρα είναι τώρα εκεί;'],
    ['in Japanese', 'ねえパーリー、今そちらは何時ですか'],
    ['in Japanese, at the end', '今そちらは何時ですか、パーリーさん'],
    ['in Japanese, behind a word', '今日パーリー時間ありますか皆さんはどう'],
    ['in Korean', '팔리야 지금 거기는 몇 시쯤 되었니'],
  ])('is a call %s: "%s"', (_how, said) => {
    expect(parley.isAddressed(said)).toBe(true);
  });

  it.each([
    "I told Parley's mother about it",
    "Parley's mother told me all about it",
    'I told him that Parley would know what to do about it',
    'Yesterday evening they asked Parley what time it was over there',
    'Party at my place tonight, everybody come',
    'Barely anybody was there last night',
    'Early in the morning we went there',
    'Partly I agree with what you said',
    'Barry, what do you think about it?',
    'Particularly nice weather we have today',
    'Really, now come on guys',
    'Paris is where we want to go',
    'What a nice evening this is',
    '',
    '... !?',
  ])('is none in "%s"', (said) => {
    expect(parley.isAddressed(said)).toBe(false);
  });

  it('may have several words', () => {
    const spotter = new NameSpotter(['Hey Parley']);
    expect(spotter.isAddressed('Hey Parley, what time is it over there?')).toBe(true);
    expect(spotter.isAddressed('Heyparley, what time is it over there?')).toBe(true);
    expect(spotter.isAddressed('Hey Parlay, what time is it over there?')).toBe(true);
    expect(spotter.isAddressed('Hay par lay what time is it over there?')).toBe(false);
    expect(spotter.isAddressed('Hey party people, what time is it over there?')).toBe(false);
    expect(spotter.isAddressed('Parley, what time is it over there?')).toBe(false);
  });

  it('is not put together from many pieces', () => {
    const spotter = new NameSpotter(['Parley', 'Good Old Friend']);
    expect(spotter.isAddressed('Par ley, what time is it over there?')).toBe(true);
    expect(spotter.isAddressed('Pa r lay, what time is it over there?')).toBe(false);
  });

  it('may have aliases, in any script', () => {
    const spotter = new NameSpotter(['Parley', '帕利', 'بارلي', 'Computer One']);
    expect(spotter.isAddressed('你好帕利，现在那边几点了')).toBe(true);
    expect(spotter.isAddressed('现在那边是几点了，帕利')).toBe(true);
    expect(spotter.isAddressed('我昨天在路上看见帕利和他的妈妈一起走')).toBe(false);
    expect(spotter.isAddressed('يا بارلي كم الساعة عندكم الآن')).toBe(true);
    expect(spotter.isAddressed('Computer one, engage the engines now')).toBe(true);
    expect(spotter.isAddressed('Komputer one, engage the engines now')).toBe(true);
  });

  it.each([
    ['Al', 'All right then everybody, let us go home'],
    ['Ada', 'Add a line to the list over there'],
    ['Mia', 'Me and a friend went there'],
    ['Nova', 'Nora, what do you think about it?'],
  ])('of few letters, %s, is not heard in "%s"', (name, said) => {
    expect(new NameSpotter([name]).isAddressed(said)).toBe(false);
    expect(new NameSpotter([name]).isAddressed(`${name}, what do you think about it?`)).toBe(true);
  });

  it.each([
    ['Mila', 'Milla'],
    ['Niko', 'Nico'],
    ['Tina', 'ティナ'],
    ['Kyra', 'Кира'],
  ])('of few letters, %s, may still be spelled %s', (name, heard) => {
    expect(new NameSpotter([name]).isAddressed(`${heard}, what do you think about it?`)).toBe(true);
  });

  it('is not taken from somebody who is there', () => {
    const said = 'Marley, what do you think about it all?';
    expect(parley.isAddressed(said)).toBe(true);
    expect(parley.isAddressed(said, ['Bob Marley', 'Tom'])).toBe(false);
    expect(parley.isAddressed('Parley, what do you think about it all?', ['Parley'])).toBe(true);
  });

  it('that says nothing is never heard', () => {
    expect(new NameSpotter(['', '!!']).isAddressed('What time is it?')).toBe(false);
    expect(new NameSpotter([]).isAddressed('What time is it?')).toBe(false);
  });

  it('is found whatever stands before it in a long speech, when it ends with it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (noise) => {
        expect(parley.isAddressed(`${noise} and that is all there is, Parley.`)).toBe(true);
        expect(parley.isAddressed(`Hey Parley, so here it goes: ${noise}`)).toBe(true);
      }),
    );
  });

  it('takes any text for it without harm', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 100 }),
        fc.string({ unit: 'binary', maxLength: 2000 }),
        (name, said) => {
          expect(typeof new NameSpotter([name]).isAddressed(said)).toBe('boolean');
        },
      ),
    );
  });
});
