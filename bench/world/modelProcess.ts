import { BYTES_PER_SAMPLE } from '../../src/audio/format.ts';
import { LocalRealtime } from '../../src/offline/realtime/localRealtime.ts';
import type { RecordedEvent } from '../../src/offline/realtime/recording.ts';
import { answers, serveCalls } from '../processes/childServer.ts';
import { PERFORMANCE_TO_MONOTONIC_MS } from '../processes/monotonicTime.ts';
import {
  answerWith,
  type ModelEvent,
  modelAddress,
  modelEvents,
  modelHeard,
  modelSpeeches,
  respond,
} from './modelCalls.ts';

const APPEND = 'input_audio_buffer.append';
const ANY_WORDS = 'This is the bench.';
const server = await LocalRealtime.start();

/** The bench names a conversation as its model: so its session can be told from the others. */
function sessionOf(conversationId: string) {
  const session = server.sessions.findLast((one) => one.config.model === conversationId);
  if (session === undefined) throw new Error(`no session of ${conversationId}`);
  return session;
}

function eventOf({ sessionId, atMs, direction, type, event }: RecordedEvent): ModelEvent {
  const { audio_end_ms: audioEndMs, audioBytes } = event;
  return {
    conversationId: server.sessions.find((session) => session.id === sessionId)?.config.model ?? '',
    atMs: atMs + PERFORMANCE_TO_MONOTONIC_MS,
    direction,
    type,
    audioBytes: typeof audioBytes === 'number' ? audioBytes : undefined,
    audioEndMs: typeof audioEndMs === 'number' ? audioEndMs : undefined,
  };
}

serveCalls([
  answers(modelAddress, () => ({ url: server.url })),
  answers(answerWith, ({ pcm, chunkMs, rate, vadAnswers, delaysMs }) => {
    server.script.brain = ({ reason, sessionId }) => {
      if (reason !== 'client' && !vadAnswers) return { parts: [] };
      const { model = '' } = server.sessions.find(({ id }) => id === sessionId)?.config ?? {};
      return {
        parts: [{ type: 'speech', text: ANY_WORDS, pcm }],
        pacing: { delayMs: delaysMs[model] ?? 0 },
      };
    };
    server.script.pacing = { ...server.script.pacing, delayMs: 0, chunkMs, rate };
    return undefined;
  }),
  answers(respond, ({ conversationIds }) => {
    for (const id of conversationIds) sessionOf(id).receive(JSON.stringify({ type: 'response.create' }));
    return undefined;
  }),
  answers(modelEvents, ({ sinceMs, types }) => {
    const fromMs = sinceMs - PERFORMANCE_TO_MONOTONIC_MS;
    return server.recording.events
      .filter(({ atMs, type }) => atMs >= fromMs && (types.length === 0 || types.includes(type)))
      .map(eventOf);
  }),
  answers(modelHeard, ({ conversationId }) => {
    const session = sessionOf(conversationId);
    const appends = server.recording.events
      .filter(({ sessionId, type }) => sessionId === session.id && type === APPEND)
      .map(({ atMs, event }) => ({
        atMs: atMs + PERFORMANCE_TO_MONOTONIC_MS,
        samples: Number(event.audioBytes ?? 0) / BYTES_PER_SAMPLE,
      }));
    return { pcm: session.inputPcm(), appends };
  }),
  answers(modelSpeeches, ({ conversationId }) => {
    let note = '';
    return sessionOf(conversationId).items.flatMap(({ role, content: [part] }) => {
      if (role !== 'user' || part === undefined) return [];
      if (part.type === 'input_text') note = part.text ?? '';
      return part.pcm === undefined ? [] : [{ note, pcm: part.pcm }];
    });
  }),
]);
