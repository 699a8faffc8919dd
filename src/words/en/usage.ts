/** `/usage`. */
export const USAGE = {
  name: 'usage',
  description: 'See what the conversations here have cost',
  title: 'Costs of the last {{days}} days',
  nothing: 'Nothing has been used here in the last {{days}} days.',
  total: 'Together',
  mine: 'Your part',
  people: 'By person',
  nobody: 'for nobody in particular',
  amount: '{{usd}} · {{minutes}} min · {{tokens}} tokens',
  unpriced: 'I know no price for {{models}}: what that cost is not in these sums. `PRICES_FILE` can name it.',
  unpricedModel: '{{model}} ({{tokens}} tokens)',
  footer: 'Days in UTC. Prices of {{asOf}}; what the provider bills is what counts.',
} as const;
