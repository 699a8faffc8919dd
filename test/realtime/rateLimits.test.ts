import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_RATE_LIMIT_DELAY_MS } from '../../src/realtime/responseTimes.ts';
import { ScriptedModel } from './scriptedModel.ts';
import { SessionUnderTest, someSettings } from './sessionUnderTest.ts';

let model: ScriptedModel;
let under: SessionUnderTest;

beforeEach(async () => {
  model = await ScriptedModel.start();
  under = new SessionUnderTest(someSettings({ url: model.url }));
  await under.session.connect();
});
afterEach(async () => {
  under.session.close();
  await model.stop();
});

describe('a response that failed because the rate limit was reached', () => {
  it.each([
    [4, 4_000],
    [600, MAX_RATE_LIMIT_DELAY_MS],
  ])(
    'is asked for again when the limit is back (%i s), and people are told so',
    async (resetSeconds, waitMs) => {
      const server = await model.connection();
      under.session.requestResponse();
      await server.nth('response.create');
      server.send({
        type: 'rate_limits.updated',
        rate_limits: [
          { name: 'requests', limit: 100, remaining: 99, reset_seconds: 0.5 },
          { name: 'tokens', limit: 40_000, remaining: 0, reset_seconds: resetSeconds },
        ],
      });
      server.send({ type: 'response.created', response: { id: 'r1' } });
      const error = { type: 'rate_limit_error', code: 'rate_limit_exceeded', message: 'Slow down.' };
      server.send({
        type: 'response.done',
        response: { id: 'r1', status: 'failed', status_details: { type: 'failed', error } },
      });
      expect(await under.nth('responseDone')).toMatchObject({
        retrying: true,
        reason: 'rate_limit_exceeded',
      });
      const [trouble] = under.all('trouble');
      expect(trouble?.error.tellPerson).toContain('a moment longer');
      under.clock.advance(waitMs - 1);
      under.session.clearInput();
      await server.nth('input_audio_buffer.clear');
      expect(server.all('response.create')).toHaveLength(1);
      under.clock.advance(1);
      await server.nth('response.create', 2);
    },
  );
});
