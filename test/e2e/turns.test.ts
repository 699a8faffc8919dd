import { describe, expect, it } from 'vitest';
import { say } from '../../src/offline/realtime/brain.ts';
import { enterServerRoom } from './serverRoom.ts';
import { similarity } from './similarity.ts';

describe.each(['ga', 'beta'] as const)('a conversation in the %s dialect', (dialect) => {
  it('goes from turn to turn, each heard by the model and answered aloud', async () => {
    const { world, mia } = await enterServerRoom({ env: { REALTIME_DIALECT: dialect } });
    // The dialects differ in words, not in sound: two turns tell for the second of them.
    const turns = [
      ['Good morning.', 'Good morning to you too.'],
      ['How are you today?', 'I am fine, thank you for asking.'],
      ['Tell me something.', 'Whales sing, and nobody knows quite why.'],
      ['Thank you, that is all.', 'It was a pleasure to talk.'],
    ] as const;
    for (const [question, answer] of dialect === 'ga' ? turns : turns.slice(2)) {
      world.model.script.answerNext(say(answer));
      const before = world.model.session.inputPcm().length;
      const spoken = await mia.say(question);
      const sinceMs = spoken.lastPacketMs ?? 0;
      await mia.heard.untilHears(world.botId, { voiced: true, sinceMs });
      await mia.heard.untilQuiet(world.botId, 1000);
      const heardByModel = world.model.session.inputPcm().subarray(before);
      expect(similarity(heardByModel, await mia.voiceOf(question))).toBeGreaterThan(0.9);
      const heardByMia = mia.client.heardPcm(world.botId, sinceMs);
      expect(similarity(heardByMia, await world.model.speech.synthesize(answer))).toBeGreaterThan(0.9);
    }
    expect(world.model.session.truncations).toEqual([]);
    expect(world.model.recording.ofType('error')).toEqual([]);
  });
});
