import { describe, expect, it } from 'vitest';
import { usageSum } from '../money/usageSum.ts';
import { localTurnSettings, Stage } from './stage.ts';

const { model: _, kind: __, durationMs: ___, ...usage } = usageSum({ outputAudioTokens: 40 });

function uses(stage: Stage) {
  return stage.told.flatMap((message) => (message.type === 'used' ? [message.use] : []));
}

describe('what is billed', () => {
  it('is told with the model and with whom it was for', () => {
    const stage = new Stage(localTurnSettings({}, true));
    stage.speak('mia', 400).end('mia');
    stage.realtime.tell({ type: 'committed', itemId: 'i1' });
    stage.realtime.tell({ type: 'responseCreated', responseId: 'r1' });
    stage.realtime.tell({
      type: 'used',
      use: { kind: 'response', model: 'small', responseId: 'r1', authorIds: ['mia'], usage, aside: false },
    });
    stage.realtime.tell({
      type: 'used',
      use: { kind: 'transcription', itemId: 'i1', usage, durationMs: 400 },
    });
    expect(uses(stage)).toEqual([
      { model: 'small', kind: 'response', usage, durationMs: 0, userIds: ['mia'] },
      { model: 'gpt-transcribe', kind: 'transcription', usage, durationMs: 400, userIds: ['mia'] },
    ]);
  });

  it('is nobody’s where it answers nobody', () => {
    const stage = new Stage(localTurnSettings({}, true));
    stage.speak('mia', 400).end('mia');
    stage.realtime.tell({
      type: 'used',
      use: { kind: 'response', model: 'm', responseId: 'r1', usage, aside: true },
    });
    stage.realtime.tell({
      type: 'used',
      use: { kind: 'transcription', itemId: 'who', usage, durationMs: 0 },
    });
    expect(uses(stage).map(({ userIds }) => userIds)).toEqual([[], []]);
  });
});
