/** `/say`. */
export const SAY = {
  name: 'say',
  description: 'Have me say a text in my voice',
  textName: 'text',
  textDescription: 'What I am to say',
  saying: 'I say it as soon as nobody speaks: {{text}}',
  empty: 'There is nothing in it that can be said.',
} as const;
