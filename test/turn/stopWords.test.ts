import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NameSpotter } from '../../src/turn/nameSpotter.ts';
import { STOP_PHRASES } from '../../src/turn/stopPhrases.ts';
import { StopWords } from '../../src/turn/stopWords.ts';

const stopWords = new StopWords(new NameSpotter(['Parley']));

describe('somebody tells the bot to stop', () => {
  it.each([
    'Stop.',
    'STOP!!!',
    'stop stop stop',
    'Stop, stop. Stop!',
    'Stoooop!',
    'Parley, stop!',
    'Stop, Parley, please.',
    'Hey Parlay, be quiet now!',
    'OK, OK, stop it.',
    'No, stop.',
    "That's enough, thank you.",
    'That’s enough.',
    'Stopp!',
    'Bitte hör auf, Parley. Hör auf!',
    'Arrête !',
    'ARRETE',
    "Arrête, s'il te plaît !",
    'Tais-toi.',
    '¡Basta ya!',
    '¡Para, por favor!',
    'Stai zitto!',
    'Cala-te!',
    'Hou op, alsjeblieft.',
    'Przestań, proszę!',
    'Стоп, хватит!',
    'Перестань, пожалуйста.',
    'Досить!',
    'やめて！',
    'パーリー、やめてください。',
    'ストップ、ストップ',
    'もういいよ。',
    '停！',
    '请停下来。',
    '別說了',
    '그만해!',
    '조용히 하세요, 제발',
    'Dur, lütfen!',
    'Yeter artık!',
  ])('by "%s"', (said) => {
    expect(stopWords.isStop(said)).toBe(true);
  });

  it.each([
    '',
    '...',
    'The bus stop is near',
    'Stop me if you have heard this one',
    'Do not stop',
    "Don't stop!",
    'Parley',
    'Please',
    'Hey Parley, please',
    'Wait',
    'Para mí un café, por favor',
    'Ich halte das für genug',
    'Basta così poco per essere felici',
    'Стоп-кран сорвал один парень',
    '公車停在哪裡',
    'やめてもらえるなら嬉しい',
    '그만큼 좋았어',
    'Duracell',
    'stopstop',
  ])('but not by "%s"', (said) => {
    expect(stopWords.isStop(said)).toBe(false);
  });

  it.each(Object.entries(STOP_PHRASES))(
    'by every phrase of %s, however it is written',
    (_language, phrases) => {
      for (const phrase of phrases) {
        for (const said of [
          phrase,
          phrase.toUpperCase(),
          `${phrase}!`,
          `${phrase}, ${phrase}.`,
          `Parley: ${phrase}`,
        ]) {
          expect(stopWords.isStop(said), said).toBe(true);
        }
      }
    },
  );

  it('only in the languages that are looked for', () => {
    const german = new StopWords(new NameSpotter(['Parley']), ['de']);
    expect(german.isStop('Ruhe!')).toBe(true);
    expect(german.isStop('Basta!')).toBe(false);
  });

  it('never in a sentence that says something else too', () => {
    const phrase = fc.constantFrom(...Object.values(STOP_PHRASES).flat());
    fc.assert(
      fc.property(phrase, phrase, (one, other) => {
        expect(stopWords.isStop(`${one} elephants ${other}`)).toBe(false);
        expect(stopWords.isStop(`elephants, ${one}`)).toBe(false);
      }),
    );
  });

  it('whatever comes, an answer is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (said) => {
        expect(typeof stopWords.isStop(said)).toBe('boolean');
      }),
    );
    expect(stopWords.isStop('stop '.repeat(1000))).toBe(false);
  });
});
