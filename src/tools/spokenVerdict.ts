import { PhraseSet, wordsLeftOver } from '../turn/phraseCover.ts';
import { spokenWords } from '../turn/spokenWords.ts';

/** A clear yes or no is short. */
const MAX_CHARACTERS = 80;

/** By language (ISO 639-1), with commas between. Case, diacritics and punctuation do not matter. */
const WORDS: Readonly<Record<string, { yes: string; no: string; polite: string }>> = {
  en: {
    yes: "yes, yeah, yep, yup, sure, of course, do it, go ahead, go on, yes do it, ok, okay, absolutely, confirm, confirmed, that's right, correct, please do",
    no: "no, nope, nah, don't, do not, don't do it, do not do it, no way, cancel, cancel it, never mind, better not, leave it",
    polite: 'please, thanks, thank you, oh, um, uh, well, hey, then, parley',
  },
  de: {
    yes: 'ja, jawohl, jep, klar, na klar, sicher, natürlich, mach, mach das, mach es, tu es, ja mach, ja bitte, in ordnung, einverstanden, genau, ok, okay',
    no: 'nein, nee, nö, lass, lass es, lass das, lieber nicht, bloß nicht, nicht, abbrechen, auf keinen fall',
    polite: 'bitte, danke, ach, äh, ähm, also, doch, mal',
  },
  fr: {
    yes: "oui, ouais, d'accord, bien sûr, vas y, allez y, fais le, faites le, ok, okay, c'est ça, tout à fait",
    no: 'non, nan, surtout pas, pas du tout, annule, annulez, laisse, laisse tomber, arrête',
    polite: "merci, s'il te plaît, s'il vous plaît, euh, ben",
  },
  es: {
    yes: 'sí, claro, claro que sí, por supuesto, hazlo, adelante, vale, de acuerdo, ok, okay, correcto',
    no: 'no, no lo hagas, para nada, cancela, cancélalo, mejor no, déjalo',
    polite: 'por favor, gracias, pues, eh',
  },
  it: {
    yes: "sì, certo, fallo, vai, va bene, d'accordo, ok, okay, esatto",
    no: 'no, non farlo, annulla, lascia stare, meglio di no',
    polite: 'grazie, per favore, allora',
  },
  pt: {
    yes: 'sim, claro, pode, faz, faça, pode fazer, está bem, tá bom, ok, okay, isso',
    no: 'não, não faças, não faça, cancela, deixa, melhor não',
    polite: 'por favor, obrigado, obrigada, então',
  },
  nl: {
    yes: 'ja, jazeker, zeker, doe maar, doe het, prima, goed, oké, ok, okay',
    no: 'nee, niet doen, doe maar niet, liever niet, laat maar, annuleer',
    polite: 'alsjeblieft, graag, dank je, bedankt',
  },
  pl: {
    yes: 'tak, jasne, oczywiście, zrób to, dawaj, dobrze, ok, okay',
    no: 'nie, nie rób tego, anuluj, lepiej nie, zostaw',
    polite: 'proszę, dziękuję, dzięki',
  },
  ru: {
    yes: 'да, конечно, давай, сделай, хорошо, ок, окей, верно',
    no: 'нет, не надо, не делай, отмена, отмени',
    polite: 'пожалуйста, спасибо, ну',
  },
  uk: {
    yes: 'так, звичайно, давай, зроби, добре, ок',
    no: 'ні, не треба, не роби, скасуй',
    polite: 'будь ласка, дякую, ну',
  },
  ja: {
    yes: 'はい, うん, ええ, お願いします, やって, やってください, いいよ, いいです, オーケー',
    no: 'いいえ, いや, だめ, やめて, やめてください, キャンセル, しないで',
    polite: 'あの, ください',
  },
  zh: {
    yes: '是, 是的, 好, 好的, 对, 可以, 行, 确定, 当然, 做吧',
    no: '不, 不要, 不行, 不用, 别, 取消, 算了, 不是',
    polite: '请, 谢谢, 吧',
  },
  ko: {
    yes: '네, 예, 응, 그래, 좋아, 해줘, 해 주세요, 물론',
    no: '아니, 아니요, 아니오, 하지 마, 하지 마세요, 취소',
    polite: '제발, 감사합니다, 음',
  },
  tr: {
    yes: 'evet, tamam, tabii, olur, yap, onaylıyorum',
    no: 'hayır, yok, yapma, iptal, istemiyorum',
    polite: 'lütfen, teşekkürler, peki',
  },
};

/** Knows a clear yes and a clear no in a server's language, or where that is not known in any. */
export class SpokenVerdict {
  readonly #yes: PhraseSet;
  readonly #no: PhraseSet;
  readonly #polite: PhraseSet;

  /** @param language ISO 639-1, with or without a region; one that is not known counts as none */
  constructor(language?: string) {
    const known = WORDS[language?.split('-')[0]?.toLowerCase() ?? ''];
    const lists = known === undefined ? Object.values(WORDS) : [known];
    const phrases = (of: (words: { yes: string; no: string; polite: string }) => string) =>
      new PhraseSet(lists.flatMap((words) => of(words).split(', ')));
    this.#yes = phrases(({ yes }) => yes);
    this.#no = phrases(({ no }) => no);
    this.#polite = phrases(({ polite }) => polite);
  }

  /** `unclear`: it is neither, both, or more than that; nothing may be done because of it. */
  of(transcript: string): 'yes' | 'no' | 'unclear' {
    if (transcript.length > MAX_CHARACTERS) return 'unclear';
    const words = spokenWords(transcript);
    const politeOnly = wordsLeftOver(words, [this.#polite]) === 0;
    if (politeOnly) return 'unclear';
    const yes = wordsLeftOver(words, [this.#yes, this.#polite]) === 0;
    const no = wordsLeftOver(words, [this.#no, this.#polite]) === 0;
    if (yes === no) return 'unclear';
    return yes ? 'yes' : 'no';
  }
}
