import type { SessionEvent } from '../realtime/sessionEvents.ts';
import type { VoiceEvent, VoicePort } from '../voice/voiceEvents.ts';
import { AnswerPlayer } from './answerPlayer.ts';
import type { ConversationParts, CountingRealtimePort } from './conversationParts.ts';
import { Hearing } from './hearing.ts';
import { HistoryRecorder } from './historyRecorder.ts';
import { LocalTurns } from './localTurns.ts';
import { ModelTurns } from './modelTurns.ts';
import { NO_ANSWER } from './noAnswer.ts';
import { reportedDecisions } from './reportedDecisions.ts';
import { Reporter } from './reporter.ts';
import { Statistics } from './statistics.ts';
import { Teller } from './teller.ts';
import { ToolRelay } from './toolRelay.ts';
import type { TurnTaking } from './turnTaking.ts';
import { WrittenRequests } from './writtenRequests.ts';

/** All that one conversation owns, joined; each knows of the others only what it was made with. */
export interface Assembly {
  tell: Teller;
  realtime: CountingRealtimePort;
  voice: VoicePort;
  turns: TurnTaking;
  hearing: Hearing;
  answers: AnswerPlayer;
  tools: ToolRelay;
  recorder: HistoryRecorder;
  written: WrittenRequests;
  statistics: Statistics;
  reporter: Reporter;
}

/** What the conversation itself does with what its parts tell. None is called before {@link assemble} has returned. */
export interface AssemblyListener {
  onSession(event: SessionEvent): void;
  onVoice(event: VoiceEvent): void;
  /** Something may have changed: state, who speaks. */
  settled(): void;
}

/** Makes everything that a conversation owns, and joins it. */
export function assemble(parts: ConversationParts, listener: AssemblyListener): Assembly {
  const { clock, settings } = parts;
  const statistics = new Statistics();
  const tell = new Teller(parts.conversationId, parts.emit);
  const realtime = parts.makeRealtime(
    (event) => listener.onSession(event),
    () => turns.rest,
  );
  const voice = parts.makeVoice(
    (event) => listener.onVoice(event),
    (payload) => tell.gatewayPayload(payload),
  );
  const epochMs = parts.epochMs ?? Date.now;
  const recorder = new HistoryRecorder({
    clock,
    epochMs,
    transcribed: settings.model.transcriptionModel !== undefined,
    speakerOf: (itemId) => turns.speakerOf(itemId),
    isAudible: (responseId) => answers.has(responseId),
    tell: (entry, known) => {
      realtime.remember(entry, known);
      tell.spoken(entry);
    },
    interjected: (interjection) => tell.interjected(interjection),
  });
  const answers = new AnswerPlayer(voice, {
    firstSoundLeft: () => {
      if (turns.lastSoundMs !== undefined) statistics.answered(clock.nowMs() - turns.lastSoundMs);
      reporter.touch();
    },
    finished: (responseId) => {
      recorder.answers.finished(responseId);
      turns.answerFinished(responseId);
    },
    dropped: (responseId) => recorder.answers.dropped(responseId),
    cut: (heard) => {
      recorder.answers.cut(heard);
      for (const { part, heardMs } of heard) realtime.truncate(part, heardMs);
    },
  });
  const tools = new ToolRelay({
    clock,
    ask: (call, userIds) => {
      recorder.toolCalled(call, userIds);
      tell.toolCall(call, userIds);
    },
    answer: (callId, output, respond, userIds) => {
      recorder.toolAnswered(callId, output);
      realtime.sendToolOutput(callId, output);
      turns.toolAnswered(callId, respond, userIds);
    },
    goOn: (callId, userIds) => turns.toolAnswered(callId, true, userIds),
  });
  const Turns = settings.model.turnDetection === undefined ? LocalTurns : ModelTurns;
  const turns: TurnTaking = new Turns({
    ...parts,
    realtime,
    voice,
    answers,
    statistics,
    runTool: (call) => tools.call(call, turns.authorsOf(call)),
    itemForgotten: (itemId) => recorder.forget(itemId),
    settled: () => listener.settled(),
    stopTold: () => tell.stopTold(),
    noAnswer: () => tell.trouble(NO_ANSWER),
  });
  const written = new WrittenRequests({ epochMs, realtime, turns, recorder, tell });
  for (const entry of parts.history ?? []) realtime.remember(entry, false);
  const reporter = new Reporter(clock, () => {
    const counters = { ...voice.counters, ...realtime.counters, ...turns.counters, ...answers.counters };
    const decisions = reportedDecisions(turns.decisions, clock.nowMs());
    const { heardUserIds } = turns;
    tell.report(statistics.report({ model: realtime.model, heardUserIds, counters, decisions }));
  });
  const hearing = new Hearing(voice, turns);
  return {
    tell,
    realtime,
    voice,
    turns,
    hearing,
    answers,
    tools,
    recorder,
    written,
    statistics,
    reporter,
  };
}
