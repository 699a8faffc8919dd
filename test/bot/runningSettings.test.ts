import { expect, it } from 'vitest';
import { changedWhileRunning, type RunningSettings } from '../../src/bot/runningSettings.ts';

const RUNNING: RunningSettings = {
  model: 'gpt-a',
  voice: 'marin',
  turnMode: 'full-duplex',
  answerMode: 'auto',
  speculate: true,
  decidesTurns: true,
};
const CHANGED: RunningSettings = {
  model: 'gpt-b',
  voice: 'cedar',
  turnMode: 'half-duplex',
  answerMode: 'push',
  speculate: true,
  decidesTurns: false,
};

it('names the model that hears what is said, whatever is chosen for the next conversation', () => {
  const shown = changedWhileRunning(RUNNING, CHANGED, false);
  expect(shown).toMatchObject({
    model: 'gpt-a',
    decidesTurns: true,
    turnMode: 'half-duplex',
    answerMode: 'push',
  });
});

it.each([
  [false, 'cedar'],
  [true, 'marin'],
])('names the voice that is heard: it can be changed until the first word (%j)', (hasSpoken, voice) => {
  expect(changedWhileRunning(RUNNING, CHANGED, hasSpoken).voice).toBe(voice);
});
