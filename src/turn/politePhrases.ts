import { PhraseSet } from './phraseCover.ts';

/** By language, with commas between. Case, diacritics and punctuation do not matter. */
const PHRASES = [
  // English
  'hey, hi, hello, yo, oh, ah, um, uh, er, erm, hm, hmm, mm, huh, eh, and, so, but, well, okay, ok',
  'alright, all right, right, now, no, yes, yeah, please, thanks, thank you, sorry, excuse me, listen',
  'look, wait, dear, there, good morning, good evening, good night, good afternoon, tell me, can you',
  'could you, what about you, you know, then, just, bye, goodbye',
  // German
  'hallo, na, äh, ähm, also, ja, nein, nee, bitte, danke, und, aber, so, jetzt, mal, doch, du, sag mal',
  'hör mal, guten morgen, guten tag, guten abend, gute nacht, moin, servus, entschuldigung, lieber, liebe',
  'oder, ach, gut, endlich, dann, tschüss',
  // French
  "salut, bonjour, bonsoir, coucou, euh, alors, bon, ben, et, mais, oui, non, merci, dis, s'il te plaît",
  "s'il vous plaît, d'accord, dis moi, pardon, maintenant, ah, donc, là, hein",
  // Spanish, Portuguese, Italian
  'hola, oye, eh, pues, bueno, y, pero, sí, no, por favor, gracias, buenos días, buenas tardes',
  'buenas noches, dime, perdón, ya, ahora, vale, oi, olá, ei, então, mas, sim, não, obrigado, obrigada',
  'bom dia, boa tarde, boa noite, faz favor, agora, já, tá, ciao, ehi, allora, e, ma, sì, per favore',
  'per piacere, grazie, buongiorno, buonasera, dimmi, scusa, adesso, ora, dai, beh',
  // Dutch, Polish
  'hoi, hé, nou, nu, en, maar, nee, alsjeblieft, alstublieft, graag, dank je, bedankt, zeg, goedemorgen',
  'goedenavond, cześć, hej, no, więc, i, ale, tak, nie, proszę, dziękuję, dzięki, dzień dobry',
  'dobry wieczór, powiedz, już, teraz',
  // Russian, Ukrainian
  'привет, эй, ну, а, и, но, да, нет, пожалуйста, спасибо, здравствуй, здравствуйте, слушай, скажи, так',
  'всё, уже, добрый день, доброе утро, добрый вечер, привіт, гей, ні, та, будь ласка, дякую, слухай, вже',
  'все, добрий день, доброго ранку',
  // Japanese, Chinese, Korean, Turkish
  'ねえ, ね, おい, よ, あの, えっと, はい, いいえ, お願い, お願いします, ください, 下さい, ありがとう, こんにちは, こんばんは, おはよう, すみません, さん, ちゃん, くん',
  'もう, ちょっと, では, じゃあ, 喂, 嘿, 嗨, 你好, 您好, 请, 請, 谢谢, 謝謝, 那, 那个, 嗯, 啊, 吧, 好, 好了, 了, 不, 现在, 야, 저기, 음, 아, 어, 그',
  '네, 예, 아니, 제발, 안녕, 안녕하세요, 감사합니다, 고마워, 이제, 좀, merhaba, selam, şey, peki, evet, hayır, lütfen',
  'teşekkürler, teşekkür ederim, hadi, artık, tamam',
];

/**
 * What people put before or behind a name or a command without saying anything by it: greetings, fillers, thanks.
 */
export const POLITE_PHRASES = new PhraseSet(PHRASES.flatMap((phrases) => phrases.split(', ')));
