import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedConnection, ScriptedModel } from './scriptedModel.ts';
import { SessionUnderTest, someSettings } from './sessionUnderTest.ts';

let model: ScriptedModel;
let under: SessionUnderTest;
let server: ScriptedConnection;

beforeEach(async () => {
  model = await ScriptedModel.start();
  under = new SessionUnderTest(someSettings({ url: model.url }));
  await under.session.connect();
  server = await model.connection();
});
afterEach(async () => {
  under.session.close();
  await model.stop();
});

const CALL = {
  callId: 'mcp_1',
  responseId: 'resp_1',
  name: 'search',
  argumentsJson: '{"q":"tea"}',
  authorIds: ['mia'],
  remoteServer: 'docs',
};

/** Resolves when the session has read everything that was sent to it so far. */
async function caughtUp(): Promise<void> {
  const before = under.all('speechStarted').length;
  server.send({ type: 'input_audio_buffer.speech_started', item_id: 'mark', audio_start_ms: 0 });
  await under.nth('speechStarted', before + 1);
}

async function asked(): Promise<void> {
  under.session.requestResponse({ authors: () => ['mia'] });
  await server.nth('response.create');
  server.send({ type: 'response.created', response: { id: 'resp_1' } });
}

function called(over: Record<string, unknown> = {}): void {
  server.send({
    type: 'response.output_item.done',
    response_id: 'resp_1',
    output_index: 0,
    item: {
      id: 'mcp_1',
      type: 'mcp_call',
      server_label: 'docs',
      name: 'search',
      arguments: '{"q":"tea"}',
      ...over,
    },
  });
}

function ended(how: 'completed' | 'failed'): void {
  server.send({ type: `response.mcp_call.${how}`, item_id: 'mcp_1', output_index: 0 });
}

describe('what the model’s own server calls', () => {
  it('is told once, with whose words were being answered, and so is its end', async () => {
    await asked();
    called();
    called();
    ended('completed');
    called({ output: 'Tea is a drink.' });
    ended('completed');
    await caughtUp();
    expect(under.all('toolCall').map(({ call }) => call)).toEqual([CALL]);
    expect(under.all('remoteCallEnded')).toMatchObject([{ call: CALL, failed: false }]);
  });

  it.each(['before it is known what was called', 'with the call itself'])(
    'may fail, which may be told %s',
    async (when) => {
      await asked();
      if (when === 'with the call itself')
        called({ error: { type: 'http_error', code: 500, message: 'no' } });
      else {
        ended('failed');
        called();
      }
      await caughtUp();
      expect(under.all('toolCall')).toHaveLength(1);
      expect(under.all('remoteCallEnded')).toMatchObject([{ failed: true }]);
    },
  );

  it('is told when it has ended, even of an answer that nobody will hear', async () => {
    await asked();
    await caughtUp();
    under.session.discardResponse('resp_1');
    called();
    ended('completed');
    await caughtUp();
    expect(under.all('toolCall')).toEqual([]);
    expect(under.all('remoteCallEnded')).toMatchObject([{ call: { authorIds: ['mia'] } }]);
  });

  it('is nothing when it cannot be read', async () => {
    await asked();
    called({ name: 7 });
    ended('completed');
    await caughtUp();
    expect(under.all('remoteCallEnded')).toEqual([]);
  });
});
