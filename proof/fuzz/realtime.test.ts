import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/offline/discord/voice/seededRandom.ts';
import { call, say } from '../../src/offline/realtime/brain.ts';
import { LocalRealtime } from '../../src/offline/realtime/localRealtime.ts';
import { decodeServerEvent } from '../../src/realtime/decodeServerEvent.ts';
import { TestClient, type WireEvent } from '../../test/offline/realtime/testClient.ts';
import { type ScriptedConnection, ScriptedModel } from '../../test/realtime/scriptedModel.ts';
import { SessionUnderTest, someSettings } from '../../test/realtime/sessionUnderTest.ts';
import { heldHeapMb } from './heldHeap.ts';
import { fuzzSeed, mutateData, mutateText, pick, randomDatagram } from './mutations.ts';

const DECODED = 40_000;
const HANDLED = 20_000;
const BATCH = 500;
const HEAP_SLACK_MB = 30;
const LIMIT_MS = 120_000;
const TOOL = { type: 'function', name: 'now', parameters: { type: 'object', properties: {} } };

const seed = fuzzSeed();
console.log(`realtime fuzz: FUZZ_SEED=${seed}`);
const random = seededRandom(seed);
/** What a real server said in a real conversation, both dialects. */
const corpus: WireEvent[] = [];

async function converse(model: LocalRealtime, beta: boolean): Promise<WireEvent[]> {
  const client = await TestClient.connect(model.url, { beta });
  client.send({
    type: 'session.update',
    session: beta ? { tools: [TOOL] } : { type: 'realtime', tools: [TOOL] },
  });
  await client.until('session.updated');
  model.script.answerNext(say('Good morning.'), call('now', {}), {
    parts: [],
    end: { status: 'failed', code: 'server_error' },
  });
  const hello = await model.speech.synthesize('Hello there.');
  for (let turn = 0; turn < 3; turn++) {
    const from = client.events.length;
    client.append(hello);
    client.send({ type: 'input_audio_buffer.commit' });
    client.send({ type: 'response.create' });
    await client.until('response.done', from);
  }
  client.send({ type: 'response.cancel' });
  await client.until('error');
  client.socket.terminate();
  return client.events;
}

function mutated(): string {
  if (random() < 0.05) return randomDatagram(random).toString('latin1');
  const real = pick(corpus, random);
  if (random() < 0.3) return mutateText(JSON.stringify(real), random);
  return JSON.stringify(mutateData(real, random));
}

beforeAll(async () => {
  const model = await LocalRealtime.start();
  corpus.push(...(await converse(model, false)), ...(await converse(model, true)));
  await model.stop();
}, LIMIT_MS);

describe('the decoder of server events', () => {
  it(
    `reads ${DECODED} mutated events without a throw`,
    () => {
      const kinds = new Map<string, number>();
      for (let read = 0; read < DECODED; read++) {
        const { kind } = decodeServerEvent(mutated());
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      }
      expect([...kinds.keys()].sort()).toEqual(['event', 'ignored', 'invalidAudio', 'malformed', 'unknown']);
    },
    LIMIT_MS,
  );
});

describe('a live session', () => {
  it(
    `takes ${HANDLED} mutated events, lets no throw out, holds nothing, and works on`,
    async () => {
      const model = await ScriptedModel.start();
      const under = new SessionUnderTest(someSettings({ url: model.url, turnDetection: undefined }));
      try {
        await under.session.connect();
        const connection = await model.connection();
        const beforeMb = heldHeapMb();
        for (let sent = 0; sent < HANDLED; sent++) {
          connection.socket.send(mutated());
          if (sent % BATCH === 0) {
            await untilRead(under, connection, `read ${sent}`);
            under.events.length = 0;
            under.session.requestResponse();
          }
        }
        await untilRead(under, connection, 'the end');
        under.events.length = 0;
        expect(under.session.counters.malformedEvents).toBeGreaterThan(HANDLED / 10);
        expect(under.session.counters.listenerErrors).toBeUndefined();
        expect(heldHeapMb() - beforeMb).toBeLessThan(HEAP_SLACK_MB);
      } finally {
        under.session.close();
        await model.stop();
      }
    },
    LIMIT_MS,
  );
});

/** The session has read all that was sent before: what comes last is told. */
async function untilRead(
  under: SessionUnderTest,
  connection: ScriptedConnection,
  text: string,
): Promise<void> {
  const told = new Promise<void>((resolve) => {
    under.onEvent = (event) => {
      if (event.type === 'userTranscript' && event.text === text) resolve();
    };
  });
  connection.send({
    type: 'conversation.item.input_audio_transcription.completed',
    item_id: 'item_last',
    content_index: 0,
    transcript: text,
  });
  await told;
}
