/** `/usage`. */
export const USAGE = {
  name: 'verbrauch',
  description: 'Sieh nach, was die Gespräche hier gekostet haben',
  title: 'Kosten der letzten {{days}} Tage',
  nothing: 'Hier wurde in den letzten {{days}} Tagen nichts verbraucht.',
  total: 'Zusammen',
  mine: 'Dein Anteil',
  people: 'Nach Personen',
  nobody: 'für niemand Bestimmtes',
  amount: '{{usd}} · {{minutes}} min · {{tokens}} Tokens',
  unpriced:
    'Für {{models}} kenne ich keinen Preis: Was das gekostet hat, fehlt in diesen Summen. `PRICES_FILE` kann ihn nennen.',
  unpricedModel: '{{model}} ({{tokens}} Tokens)',
  footer: 'Tage in UTC. Preise vom {{asOf}}; es zählt, was der Anbieter abrechnet.',
} as const;
