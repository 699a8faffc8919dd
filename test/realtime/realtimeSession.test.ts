import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScriptedModel } from './scriptedModel.ts';
import { SessionUnderTest, someSettings } from './sessionUnderTest.ts';

/** 20 ms of PCM16 whose every byte is `value`. */
function frame(value: number): Uint8Array {
  return new Uint8Array(960).fill(value);
}

describe('a session with a model that behaves', () => {
  let model: ScriptedModel;
  let under: SessionUnderTest;
  beforeEach(async () => {
    model = await ScriptedModel.start();
    under = new SessionUnderTest(someSettings({ url: model.url }));
  });
  afterEach(async () => {
    under.session.close();
    await model.stop();
  });

  it('connects, configures, tells ready, and sends sound', async () => {
    await under.session.connect();
    expect(under.types).toContain('ready');
    under.session.append(frame(1));
    const server = await model.connection();
    const append = await server.nth('input_audio_buffer.append');
    expect(append.audio).toBe(Buffer.from(frame(1)).toString('base64'));
    expect(server.request.url).toBe('/v1/realtime?model=gpt-realtime-2.1');
    expect(server.request.headers.authorization).toBe('Bearer secret');
  });
});
