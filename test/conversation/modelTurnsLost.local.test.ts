import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { msToSamples } from '../../src/audio/format.ts';
import { say } from '../../src/offline/realtime/brain.ts';
import { Speech } from '../../src/offline/speech/speech.ts';
import { ModelRoom, type ModelRoomOptions } from './modelRoom.ts';

const SENTENCE = 'My cat is called Minka.';
const AT_ONCE = { pacing: { delayMs: 0, rate: Number.POSITIVE_INFINITY } };
/** Far longer than a test takes. */
const NEVER = { pacing: { delayMs: 60_000, rate: 1 } };
const SEMANTIC = {
  kind: 'semantic',
  eagerness: 'low',
  createResponse: true,
  interruptResponse: true,
} as const;
/** The model's own measure of silence, and the way there. */
const SILENCE_MS = 1_600;

let speech: Speech;
beforeAll(() => {
  speech = new Speech();
});
afterAll(() => speech.close());

async function enter(options: Omit<ModelRoomOptions, 'speech'> = {}) {
  const room = await ModelRoom.open({ speech, ...options });
  onTestFinished(() => room.close());
  const sentence = await room.local.teach(SENTENCE, { voice: 'awb' });
  room.local.script.brain = () => say('What a lovely name.', AT_ONCE);
  const half = msToSamples(Math.floor(sentence.length / 24 / 2 / 20) * 20);
  return { room, sentence, first: sentence.slice(0, half), second: sentence.slice(half) };
}

describe('where the model hears the end of turns, and its session is lost', () => {
  it('while somebody speaks: the next one hears all of it, and answers once', async () => {
    const { room, first, second } = await enter();
    room.speak(first);
    await room.nth('speechStarted', 1);
    room.local.script.faults.kill();
    await room.nth('reconnecting', 1);
    room.speak(second);
    room.fallSilent(SILENCE_MS);
    await room.nth('userTranscript', 1);
    await room.nth('responseDone', 1);
    expect(room.heardBy(room.local.session)).toEqual([SENTENCE]);
    expect(room.local.sessions).toHaveLength(2);
    expect(room.troubles).toEqual([]);
  });

  it('after they have said it all meanwhile, and no packet comes any more: it is heard and answered', async () => {
    const { room, first, second } = await enter({ detection: SEMANTIC });
    room.speak(first);
    await room.nth('speechStarted', 1);
    room.local.script.faults.kill();
    await room.nth('reconnecting', 1);
    room.speak(second);
    room.fallSilent(10_000);
    await room.nth('userTranscript', 1);
    await room.nth('responseDone', 1);
    expect(room.heardBy(room.local.session)).toEqual([SENTENCE]);
    expect(room.local.sessions).toHaveLength(2);
  });

  it('twice before anything came of it: it is heard all the same', async () => {
    const { room, first, second } = await enter();
    room.speak(first);
    await room.nth('speechStarted', 1);
    room.local.script.faults.kill();
    await room.nth('ready', 2);
    room.local.script.faults.kill();
    await room.nth('reconnecting', 2);
    room.speak(second);
    room.fallSilent(SILENCE_MS);
    await room.nth('userTranscript', 1);
    await room.nth('responseDone', 1);
    expect(room.heardBy(room.local.session)).toEqual([SENTENCE]);
  });

  it('and had said nothing for a while before: what it never heard is heard', async () => {
    const { room, sentence } = await enter();
    room.local.script.faults.halfOpen();
    room.speak(sentence);
    room.fallSilent(SILENCE_MS);
    room.local.script.faults.kill();
    await room.nth('userTranscript', 1);
    await room.nth('responseDone', 1);
    expect(room.heardBy(room.local.session)).toEqual([SENTENCE]);
  });

  it('before it wrote down and answered what it had taken: that is heard again, in the name of who said it', async () => {
    const { room, sentence } = await enter({ transcribed: false });
    room.local.script.brain = () => say('Never heard.', NEVER);
    room.speak(sentence);
    room.fallSilent(SILENCE_MS);
    await room.nth('responseCreated', 1);
    room.local.script.brain = () => ({
      parts: [{ type: 'functionCall', name: 'who_is_here', arguments: {} }],
      ...AT_ONCE,
    });
    room.local.script.faults.kill();
    await room.nth('toolCall', 1);
    await room.nth('committed', 2);
    expect(room.told.find(({ type }) => type === 'toolCall')).toMatchObject({ userIds: ['mia'] });
    expect(room.local.session.items.filter(({ role }) => role === 'user')).toHaveLength(1);
  });

  it('before it answered what it had written down: that is told and asked for, and not heard again', async () => {
    const { room, sentence } = await enter();
    room.local.script.brain = () => say('Never heard.', NEVER);
    room.speak(sentence);
    room.fallSilent(SILENCE_MS);
    await room.nth('userTranscript', 1);
    room.local.script.brain = () => say('What a lovely name.', AT_ONCE);
    room.local.script.faults.kill();
    await room.nth('audioDone', 1);
    expect(room.heardBy(room.local.session)).toEqual([`[Mia is speaking] ${SENTENCE}`]);
    expect(room.all('committed')).toHaveLength(1);
  });

  it('after the answer began: nothing is heard again', async () => {
    const { room, sentence } = await enter();
    room.speak(sentence);
    room.fallSilent(SILENCE_MS);
    await room.nth('userTranscript', 1);
    await room.nth('responseDone', 1);
    room.local.script.faults.kill();
    await room.nth('ready', 2);
    room.speak(sentence);
    room.fallSilent(SILENCE_MS);
    await room.nth('userTranscript', 2);
    await room.nth('responseDone', 2);
    expect(room.heardBy(room.local.session).slice(-1)).toEqual([SENTENCE]);
    expect(room.all('committed')).toHaveLength(2);
  });

  it('and they take back that they may be heard: nothing of them is sent again', async () => {
    const { room, first, sentence } = await enter();
    room.speak(first);
    await room.nth('speechStarted', 1);
    room.local.script.faults.kill();
    await room.nth('reconnecting', 1);
    room.conversation.handle({ type: 'hearing', conversationId: 'c1', userIds: ['mia', 'tom'] });
    room.conversation.handle({ type: 'hearing', conversationId: 'c1', userIds: ['tom'] });
    await room.nth('ready', 2);
    room.speak(sentence, 'tom');
    room.fallSilent(SILENCE_MS, 'tom');
    await room.nth('committed', 1);
    const [item] = room.local.session.items;
    const heardMs = (item?.content[0]?.pcm?.length ?? 0) / 24;
    expect(heardMs).toBeGreaterThan(1_000);
    expect(heardMs).toBeLessThan(sentence.length / 24 + 700);
  });

  it('and the next one takes it for no speech: people are told', async () => {
    const { room } = await enter();
    const click = new Int16Array(4_800).fill(0);
    room.local.script.faults.sendEvent({
      type: 'input_audio_buffer.speech_started',
      audio_start_ms: 0,
      item_id: 'item_x',
    });
    await room.nth('speechStarted', 1);
    room.speak(click);
    room.local.script.faults.kill();
    await room.nth('ready', 2);
    room.fallSilent(6_000);
    expect(room.troubles).toEqual(['The model gave no answer. Please say it again.']);
  });
});

describe('news that the model was told right before its session was lost', () => {
  it('are told to the next one, and spoken about', async () => {
    const { room } = await enter();
    room.conversation.handle({
      type: 'tell',
      conversationId: 'c1',
      text: 'The cake is done.',
      userIds: ['mia'],
    });
    room.local.script.faults.kill();
    await room.nth('ready', 2);
    await room.nth('audioDelta', 1);
    expect(room.heardBy(room.local.session)).toEqual(['[Note] The cake is done.']);
  });
});

describe('where the model hears the end of turns, and its session grows old', () => {
  it('another takes its place in the middle of a sentence, and hears all of it', async () => {
    const { room, first, second } = await enter({ limitMs: 1_200 });
    room.speak(first);
    await room.nth('speechStarted', 1);
    await room.nth('renewed', 1);
    await room.nth('speechStarted', 2);
    room.speak(second);
    room.fallSilent(SILENCE_MS);
    await room.nth('userTranscript', 1);
    const heard = room.local.sessions.flatMap((session) => room.heardBy(session));
    expect(heard.at(-1)).toContain(SENTENCE);
    expect(room.all('reconnecting')).toEqual([]);
    expect(room.troubles).toEqual([]);
  });
});
