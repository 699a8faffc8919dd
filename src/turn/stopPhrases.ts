/**
 * What people say to silence somebody, by language (ISO 639-1). Spelled as written; case, diacritics and punctuation do not
 * matter. Only what is a command by itself: "wait" and "no" are not.
 */
export const STOP_PHRASES = {
  en: phrases(
    'stop, stop it, stop that, stop this, stop talking, stop speaking, halt, be quiet, quiet, shut up',
    "be silent, silence, enough, that's enough, that is enough, hush, shush, shh, sh",
  ),
  de: phrases(
    'stopp, stop, halt, hör auf, hört auf, aufhören, ruhe, sei still, sei ruhig, still, leise, schluss',
    'schluss damit, genug, es reicht, das reicht, reicht, schweig, halt den mund, halt die klappe',
    'klappe, pst, psst',
  ),
  fr: phrases(
    'stop, arrête, arrêtez, arrête toi, arrête ça, arrête de parler, tais toi, taisez vous, silence',
    'ça suffit, suffit, assez, chut, la ferme, ferme la',
  ),
  es: phrases(
    'para, para ya, pare, párate, basta, basta ya, ya basta, alto, stop, detente, deténgase, cállate',
    'cállese, calla, silencio, suficiente, deja de hablar, deja de hablar ya',
  ),
  it: phrases(
    'basta, ferma, fermati, fermo, ferma ti, stop, smettila, smetti, zitto, zitta, stai zitto',
    'stai zitta, sta zitto, sta zitta, silenzio, taci, alt',
  ),
  pt: phrases(
    'para, pare, para com isso, chega, basta, stop, silêncio, cala a boca, cala te, cale se',
    'cale a boca, fica quieto, fique quieto, quieto, calado, pare de falar, para de falar',
  ),
  nl: phrases(
    'stop, stop maar, stop daarmee, hou op, houd op, ophouden, stil, wees stil, stilte, genoeg',
    'zo is het genoeg, hou je mond, houd je mond, mond dicht, zwijg, halt, sst',
  ),
  pl: phrases(
    'stop, stój, przestań, przestań mówić, cicho, bądź cicho, cisza, dość, dosyć, wystarczy',
    'zamknij się, zamilcz, milcz, starczy',
  ),
  ru: phrases(
    'стоп, стой, хватит, замолчи, замолчите, помолчи, молчи, молчать, тихо, тише, перестань, прекрати',
    'остановись, довольно, заткнись, тишина',
  ),
  ja: phrases(
    'ストップ, やめて, やめろ, やめなさい, 止めて, 止めろ, 止まって, 止まれ, とまって, 黙って, 黙れ, だまって, 静かに, 静かにして, しずかにして, もういい, もういいよ',
    'もういいです, 停止, やめ, うるさい',
  ),
  zh: phrases(
    '停, 停下, 停下来, 停止, 停一下, 别说, 别说话, 別說, 別說話, 闭嘴, 閉嘴, 住口, 住嘴, 安静, 安静点, 安静一点, 安靜, 安靜點, 够, 够了, 夠, 夠了, 打住',
  ),
  ko: phrases(
    '그만, 그만해, 그만해요, 그만하세요, 그만 말해, 멈춰, 멈춰요, 멈추세요, 정지, 스톱, 스탑, 중지, 조용히, 조용히 해, 조용히 해요, 조용히 하세요, 조용, 닥쳐',
    '입 다물어, 됐어, 됐어요',
  ),
  tr: phrases(
    'dur, durun, dursana, durdur, stop, yeter, yeter artık, sus, susun, sus artık, kes, kes sesini',
    'sessiz ol, sessizlik, kapa çeneni, konuşma',
  ),
  uk: phrases(
    'стоп, стій, досить, годі, замовкни, помовч, мовчи, мовчати, тихо, тихіше, припини, перестань',
    'зупинись, зупинися, тиша, вистачить',
  ),
} as const satisfies Record<string, readonly string[]>;

export type StopLanguage = keyof typeof STOP_PHRASES;

/** From lines with commas between the phrases. */
function phrases(...lines: string[]): readonly string[] {
  return lines.flatMap((line) => line.split(', '));
}
