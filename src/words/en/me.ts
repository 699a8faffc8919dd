/** `/me`. */
export const ME = {
  name: 'me',
  description: 'What I call you, and in which language I write to you',
  calledName: 'name',
  calledDescription: 'What I am to call you',
  languageName: 'language',
  languageDescription: 'The language in which I write to you',
  summary: 'I call you {{called}}, and write to you in {{language}}.',
  calledAsInServer: 'by your name in the server',
  byDiscordLanguage: 'the language of your Discord',
  forgetCalled: 'Forget the name',
  forgetLanguage: 'Forget the language',
  unnameable:
    'I cannot call you that: give me a name with a letter or digit in it, at most {{most}} characters long.',
} as const;
