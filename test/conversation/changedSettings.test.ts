import { expect, it } from 'vitest';
import { localTurnSettings, Stage } from './stage.ts';

it('takes other settings while it runs: the model’s at once, with what explains the notes', () => {
  const stage = new Stage();
  const settings = localTurnSettings({ answerMode: 'push' });
  stage.conversation.handle({
    type: 'settings',
    conversationId: 'c1',
    settings: {
      ...settings,
      turnMode: 'half-duplex',
      model: { ...settings.model, speed: 1.5, instructions: 'Sing.' },
    },
  });
  const [, change] = stage.realtime.calls.find(([name]) => name === 'configure') ?? [];
  expect(change).toMatchObject({ speed: 1.5, instructions: expect.stringMatching(/^Sing\.\n\nShort notes/) });
});
