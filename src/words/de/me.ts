import type { Language } from '../language.ts';

export const ME: Language['texts']['me'] = {
  name: 'ich',
  description: 'Wie ich dich nenne, und in welcher Sprache ich dir schreibe',
  calledName: 'name',
  calledDescription: 'Wie ich dich nennen soll',
  languageName: 'sprache',
  languageDescription: 'Die Sprache, in der ich dir schreibe',
  summary: 'Ich nenne dich {{called}}, und schreibe dir in {{language}}.',
  calledAsInServer: 'bei deinem Namen auf dem Server',
  byDiscordLanguage: 'der Sprache deines Discord',
  forgetCalled: 'Namen vergessen',
  forgetLanguage: 'Sprache vergessen',
  unnameable:
    'So kann ich dich nicht nennen: Gib mir einen Namen mit einem Buchstaben oder einer Ziffer, höchstens {{most}} Zeichen lang.',
};
