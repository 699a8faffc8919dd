/** `/stop`. */
export const STOP = {
  name: 'stop',
  description: 'Make me stop talking, and cancel what I am doing',
  nowhere: 'There is no conversation here. `/$t(join.name)` begins one.',
  quiet: 'I am quiet.',
  cancelled_one: 'I am quiet, and cancelled what I was doing.',
  cancelled_other: 'I am quiet, and cancelled {{count}} things I was doing.',
} as const;
