import { describe, expect, it } from 'vitest';
import type { FrameDecoder } from '../../src/audio/speakerTrack.ts';
import { Conversation } from '../../src/conversation/conversation.ts';
import { ParleyError } from '../../src/errors.ts';
import type { ToGatewayHalf } from '../../src/host/messages.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import type { AudioPart } from '../../src/realtime/sessionEvents.ts';
import type { TurnMode } from '../../src/turn/turnSettings.ts';
import { countingDecoder } from '../audio/countingDecoder.ts';
import { ManualClock } from '../manualClock.ts';
import { conversationSettings } from './conversationSettings.ts';
import { ScriptedRealtime } from './scriptedRealtime.ts';
import { ScriptedVoice } from './scriptedVoice.ts';
import { valueJudge } from './valueJudge.ts';

const CONVERSATION_ID = 'c1';
const FRAME_BYTES = 960;

const part = (responseId: string, itemId = `${responseId}-item`): AudioPart => ({
  responseId,
  itemId,
  contentIndex: 0,
});

/** A conversation between scripted edges on a manual clock. */
class Stage {
  readonly clock = new ManualClock();
  readonly told: ToGatewayHalf[] = [];
  readonly realtime: ScriptedRealtime;
  readonly voice: ScriptedVoice;
  readonly conversation: Conversation;
  #sequence = 0;

  constructor(turnMode: TurnMode = 'full-duplex', makeDecoder: () => FrameDecoder = () => countingDecoder()) {
    let realtime: ScriptedRealtime | undefined;
    let voice: ScriptedVoice | undefined;
    this.conversation = new Conversation({
      conversationId: CONVERSATION_ID,
      settings: conversationSettings(turnMode),
      clock: this.clock,
      log: silentLogger(),
      makeRealtime: (onEvent) => (realtime = new ScriptedRealtime(onEvent)),
      makeVoice: (onEvent) => (voice = new ScriptedVoice(onEvent)),
      makeDecoder,
      makeJudge: () => valueJudge(),
      people: [],
      emit: (message) => this.told.push(message),
    });
    if (realtime === undefined || voice === undefined) throw new Error('the conversation made no edges');
    this.realtime = realtime;
    this.voice = voice;
    this.conversation.start();
  }

  connect(): this {
    this.realtime.ready();
    this.voice.tell({ type: 'ready', channelId: 'v1' });
    return this;
  }

  packet(userId = 'mia'): void {
    this.#sequence += 1;
    const { voice } = this;
    voice.tell({
      type: 'packet',
      packet: { userId, opus: Uint8Array.of(5), ssrc: 1, sequence: this.#sequence, timestamp: 0 },
    });
  }

  /** One answer of `frames` frames, whole, as a fast model sends it. */
  answer(responseId: string, frames: number): void {
    this.realtime.tell({ type: 'responseCreated', responseId });
    this.realtime.tell({
      type: 'audioDelta',
      part: part(responseId),
      pcm: new Uint8Array(frames * FRAME_BYTES).fill(1),
    });
    this.realtime.tell({
      type: 'responseDone',
      responseId,
      status: 'completed',
      reason: undefined,
      usage: undefined,
    });
  }

  speakTurn(): void {
    this.packet();
    this.realtime.tell({ type: 'speechStarted', itemId: 'u', startAudioMs: 0 });
    this.realtime.tell({ type: 'speechStopped', itemId: 'u', endAudioMs: 20 });
  }

  get states(): string[] {
    return this.told.flatMap((message) => (message.type === 'state' ? [message.state] : []));
  }
}

describe('a conversation', () => {
  it('listens when both sides are there, and says so with a cue', () => {
    const stage = new Stage();
    stage.realtime.ready();
    expect(stage.states).toEqual(['connecting']);
    stage.voice.tell({ type: 'ready', channelId: 'v1' });
    expect(stage.states).toEqual(['connecting', 'listening']);
    expect(stage.voice.cues).toEqual(['joined']);
  });

  it('hands a packet to the model in the same turn of the event loop', () => {
    const stage = new Stage().connect();
    stage.packet();
    expect(stage.realtime.appendedBytes).toBe(FRAME_BYTES);
  });

  it('goes on without a speaker for whom there is no decoder, and counts what it missed', () => {
    const stage = new Stage('full-duplex', () => {
      throw new Error('all codecs are in use');
    }).connect();
    stage.packet();
    stage.clock.advance(1000);
    const report = stage.told
      .flatMap((message) => (message.type === 'report' ? [message.report] : []))
      .at(-1);
    expect(report?.counters.undecodedPackets).toBe(1);
  });

  it('sends nothing and keeps no timer running when nobody speaks', () => {
    const stage = new Stage().connect();
    stage.packet();
    stage.voice.tell({ type: 'transmissionEnded', userId: 'mia' });
    stage.clock.advance(5000);
    const sent = stage.realtime.appendedBytes;
    stage.clock.advance(60_000);
    expect(stage.realtime.appendedBytes).toBe(sent);
    expect(stage.clock.pending).toBe(0);
  });

  it('holds a turn from speech to the end of the answer', () => {
    const stage = new Stage().connect();
    stage.speakTurn();
    stage.answer('r1', 3);
    expect(stage.voice.playFrames(10)).toBe(3);
    expect(stage.states).toEqual([
      'connecting',
      'listening',
      'userSpeaking',
      'thinking',
      'agentSpeaking',
      'listening',
    ]);
    expect(stage.realtime.calls).toEqual([]);
  });

  it('tells the model exactly what was heard when it is interrupted', () => {
    const stage = new Stage().connect();
    stage.speakTurn();
    stage.answer('r1', 50);
    stage.voice.playFrames(7);
    stage.realtime.tell({ type: 'speechStarted', itemId: 'u2', startAudioMs: 0 });
    expect(stage.voice.isPlaying).toBe(false);
    expect(stage.realtime.calls).toEqual([['truncate', 'r1-item', 140]]);
  });

  it('does not play sound that comes after the cut', () => {
    const stage = new Stage().connect();
    stage.speakTurn();
    stage.answer('r1', 50);
    stage.realtime.tell({ type: 'speechStarted', itemId: 'u2', startAudioMs: 0 });
    stage.realtime.tell({ type: 'audioDelta', part: part('r1'), pcm: new Uint8Array(FRAME_BYTES) });
    expect(stage.voice.isPlaying).toBe(false);
  });

  it('plays the answer to a function call behind what was said before it', () => {
    const stage = new Stage().connect();
    stage.speakTurn();
    stage.realtime.tell({ type: 'committed', itemId: 'i1' });
    stage.realtime.tell({ type: 'responseCreated', responseId: 'r1' });
    stage.realtime.tell({
      type: 'toolCall',
      call: { callId: 'call1', responseId: 'r1', name: 'current_time', argumentsJson: '{}' },
    });
    stage.realtime.tell({
      type: 'responseDone',
      responseId: 'r1',
      status: 'completed',
      reason: undefined,
      usage: undefined,
    });
    expect(stage.told).toContainEqual({
      type: 'toolCall',
      conversationId: CONVERSATION_ID,
      callId: 'call1',
      name: 'current_time',
      argumentsJson: '{}',
      userIds: ['mia'],
    });
    stage.conversation.handle({
      type: 'toolResult',
      conversationId: CONVERSATION_ID,
      callId: 'call1',
      output: '{"time":"noon"}',
      respond: true,
    });
    expect(stage.realtime.calls).toEqual([
      ['sendToolOutput', 'call1', '{"time":"noon"}'],
      ['requestResponse'],
    ]);
  });

  it('answers a function call itself when the gateway half does not', () => {
    const stage = new Stage().connect();
    stage.realtime.tell({
      type: 'toolCall',
      call: { callId: 'call1', responseId: 'r1', name: 'slow', argumentsJson: '{}' },
    });
    stage.clock.advance(30_000);
    expect(stage.realtime.calls[0]?.[0]).toBe('sendToolOutput');
    expect(stage.realtime.calls[0]?.[2]).toContain('in time');
  });

  it('hears nobody in half duplex until the whole answer was played', () => {
    const stage = new Stage('half-duplex').connect();
    stage.speakTurn();
    expect(stage.realtime.calls).toEqual([['clearInput']]);
    stage.answer('r1', 3);
    const before = stage.realtime.appendedBytes;
    stage.packet();
    stage.clock.advance(1000);
    expect(stage.realtime.appendedBytes).toBe(before);
    stage.voice.playFrames(10);
    stage.packet();
    expect(stage.realtime.appendedBytes).toBe(before + FRAME_BYTES);
  });

  it('plays a cue when the model thinks for long, and says so when it gives no answer', () => {
    const stage = new Stage().connect();
    stage.speakTurn();
    stage.clock.advance(4000);
    expect(stage.voice.cues).toEqual(['joined', 'thinking']);
    stage.clock.advance(30_000);
    expect(stage.told.some((message) => message.type === 'trouble')).toBe(true);
    expect(stage.states.at(-1)).toBe('listening');
  });

  it('reports what it has counted once a second at the most', () => {
    const stage = new Stage().connect();
    const usage = {
      inputTextTokens: 1,
      inputAudioTokens: 2,
      cachedTextTokens: 0,
      cachedAudioTokens: 0,
      outputTextTokens: 3,
      outputAudioTokens: 4,
    };
    for (const responseId of ['r1', 'r2']) {
      stage.realtime.tell({
        type: 'responseDone',
        responseId,
        status: 'completed',
        reason: undefined,
        usage,
      });
    }
    stage.clock.advance(1000);
    const reports = stage.told.flatMap((message) => (message.type === 'report' ? [message.report] : []));
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ responses: 2, usage: { inputAudioTokens: 4, outputAudioTokens: 8 } });
  });
});

describe('the end of a conversation', () => {
  it('comes at once on a command and releases everything', () => {
    const stage = new Stage().connect();
    stage.speakTurn();
    stage.answer('r1', 50);
    stage.conversation.handle({ type: 'close', conversationId: CONVERSATION_ID, reason: 'leftByCommand' });
    expect(stage.told.at(-1)).toMatchObject({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    expect(stage.realtime.closed).toBe(true);
    expect(stage.voice.destroyed).toBe(true);
    expect(stage.clock.pending).toBe(0);
  });

  it.each([
    ['the model itself leaves', 'leftByTool'],
    ['the bot is shut down', 'shutdown'],
  ] as const)('finishes what is being said when %s', async (_, reason) => {
    const stage = new Stage().connect();
    stage.answer('r1', 3);
    stage.conversation.handle({ type: 'close', conversationId: CONVERSATION_ID, reason });
    expect(stage.realtime.closed).toBe(false);
    stage.voice.playFrames(10);
    expect(stage.realtime.closed).toBe(true);
    await Promise.resolve();
    await Promise.resolve();
    expect(stage.told.at(-1)).toMatchObject({ type: 'ended', reason });
    expect(stage.voice.cues.at(-1)).toBe('left');
  });

  it('waits for the answer to what was said before a shutdown, and finishes it', async () => {
    const stage = new Stage().connect();
    stage.speakTurn();
    expect(stage.states.at(-1)).toBe('thinking');
    stage.conversation.handle({ type: 'close', conversationId: CONVERSATION_ID, reason: 'shutdown' });
    expect(stage.realtime.closed).toBe(false);
    stage.answer('r1', 3);
    expect(stage.realtime.closed).toBe(false);
    stage.voice.playFrames(10);
    expect(stage.realtime.closed).toBe(true);
  });

  it('waits no longer than 10 s for an answer after a shutdown, and not at all when told to leave', () => {
    for (const [reason, waitsMs] of [
      ['shutdown', 10_000],
      ['leftByCommand', 0],
    ] as const) {
      const stage = new Stage().connect();
      stage.speakTurn();
      stage.conversation.handle({ type: 'close', conversationId: CONVERSATION_ID, reason });
      if (waitsMs > 0) {
        stage.clock.advance(waitsMs - 1);
        expect(stage.realtime.closed).toBe(false);
        stage.clock.advance(1);
      }
      expect(stage.realtime.closed).toBe(true);
    }
  });

  it('cuts off what would be said for more than 10 s after a shutdown', () => {
    const stage = new Stage().connect();
    stage.answer('r1', 1000);
    stage.conversation.handle({ type: 'close', conversationId: CONVERSATION_ID, reason: 'shutdown' });
    stage.clock.advance(9999);
    expect(stage.realtime.closed).toBe(false);
    stage.clock.advance(1);
    expect(stage.realtime.closed).toBe(true);
  });

  it.each([
    ['silent', ['left']],
    ['alone', []],
  ] as const)('is heard where somebody is there to hear it: %s', (reason, cues) => {
    const stage = new Stage().connect();
    stage.conversation.handle({ type: 'close', conversationId: CONVERSATION_ID, reason });
    expect(stage.voice.cues.slice(1)).toEqual(cues);
  });

  it('tells why when the model refuses', async () => {
    const stage = new Stage();
    stage.realtime.refuse(
      new ParleyError('401', { code: 'model_key_refused', tellPerson: 'The model refused the key.' }),
    );
    await new Promise(setImmediate);
    expect(stage.told.at(-1)).toMatchObject({
      type: 'ended',
      reason: 'modelFailed',
      trouble: { code: 'model_key_refused', sentence: 'The model refused the key.' },
    });
    expect(stage.voice.destroyed).toBe(true);
  });

  it('comes when Discord throws the bot out', () => {
    const stage = new Stage().connect();
    stage.voice.tell({ type: 'ended', reason: 'kicked', error: undefined });
    expect(stage.told.at(-1)).toMatchObject({ type: 'ended', reason: 'kicked' });
  });
});
