import { samplesToMs } from '../../audio/format.ts';
import type { CancelTimer, Clock } from '../../clock.ts';
import type { Speech } from '../speech/speech.ts';
import { AudioLog } from './audioLog.ts';
import type { BrainTurn } from './brain.ts';
import { type ClientEvent, readClientEvent } from './clientEvent.ts';
import { completeness } from './completeness.ts';
import { Conversation, type Truncation } from './conversation.ts';
import { encodeForDialect, type ServerEvent } from './dialectEncoder.ts';
import { sendFatal } from './faults.ts';
import { IdlePrompt } from './idlePrompt.ts';
import { InputTurns } from './inputTurns.ts';
import type { StoredItem } from './itemStore.ts';
import type { ModelScript } from './modelScript.ts';
import { pcmFromBase64 } from './pcmFromBase64.ts';
import type { PhraseBook } from './phraseBook.ts';
import type { Recording } from './recording.ts';
import { RemoteTools } from './remoteTools.ts';
import { parseResponseParams } from './responseParams.ts';
import { ResponseRunner } from './responseRunner.ts';
import {
  defaultSessionConfig,
  type RealtimeDialect,
  type SessionConfig,
  sessionToWire,
} from './sessionConfig.ts';
import type { SessionSocket } from './sessionSocket.ts';
import { applySessionUpdate, lockedVoice } from './sessionUpdate.ts';
import { Transcriber } from './transcriber.ts';
import { UsageMeter } from './usage.ts';
import { WireError } from './wireError.ts';

export interface RealtimeSessionOptions {
  id: string;
  dialect: RealtimeDialect;
  model: string;
  limitMs: number;
  clock: Clock;
  script: ModelScript;
  speech: Speech;
  phrases: PhraseBook;
  recording: Recording;
  socket: SessionSocket;
}

/** One client's session: its configuration, its conversation, its input turns and its responses. */
export class RealtimeSession {
  readonly id: string;
  readonly dialect: RealtimeDialect;
  readonly socket: SessionSocket;
  readonly #options: RealtimeSessionOptions;
  readonly #conversation: Conversation;
  readonly #input: InputTurns;
  readonly #runner: ResponseRunner;
  readonly #transcriber: Transcriber;
  readonly #idle: IdlePrompt;
  readonly #remote: RemoteTools;
  readonly #audioLog = new AudioLog();
  #config: SessionConfig;
  #voiceLocked = false;
  #ids = 0;
  #limit: CancelTimer | undefined;

  constructor(options: RealtimeSessionOptions) {
    const { clock, script, speech, phrases } = options;
    this.#options = options;
    this.id = options.id;
    this.dialect = options.dialect;
    this.socket = options.socket;
    this.#config = defaultSessionConfig(options.model);
    const emit = (event: ServerEvent) => this.#emit(event);
    const newId = (kind: string) => `${kind}_${this.id}_${++this.#ids}`;
    const newItemId = () => newId('item');
    this.#idle = new IdlePrompt(clock);
    this.#transcriber = new Transcriber(clock, emit);
    this.#conversation = new Conversation({ script, phrases, emit, newItemId });
    this.#input = new InputTurns({
      emit,
      newItemId,
      speechStarted: () => this.#speechStarted(),
      committed: (itemId, pcm, respond) => this.#committed(itemId, pcm, respond),
      completeness: (pcm) => completeness(phrases.recogniseNow(pcm)),
    });
    this.#remote = new RemoteTools({
      emit,
      newId,
      opened: (item) => this.#conversation.addOutput(item),
      closed: (item) => this.#conversation.outputDone(item),
    });
    this.#runner = new ResponseRunner({
      clock,
      script,
      speech,
      usage: new UsageMeter(),
      conversationId: `conv_${this.id}`,
      emit,
      newId,
      context: (params) => this.#conversation.context(params),
      turn: (params, context, reason) =>
        this.#conversation.turn(params, context, { sessionId: this.id, reason }),
      itemAdded: (item) => this.#conversation.addOutput(item),
      itemDone: (item, outputIndex) => {
        if (item.type === 'mcp_call' && item.status === 'completed')
          void this.#remote.call(item, outputIndex);
        else this.#conversation.outputDone(item);
      },
      audioSent: () => {
        this.#voiceLocked = true;
      },
      responseDone: (firstAudioMs, audioMs) => this.#responseDone(firstAudioMs, audioMs),
    });
  }

  /** The configuration in force. */
  get config(): Readonly<SessionConfig> {
    return this.#config;
  }

  /** The conversation's items, oldest first. */
  get items(): readonly StoredItem[] {
    return this.#conversation.items;
  }

  /** The accepted truncations, oldest first. */
  get truncations(): readonly Truncation[] {
    return this.#conversation.truncations;
  }

  /** Is the client still connected? */
  get open(): boolean {
    return this.socket.open;
  }

  /** The newest three minutes of audio this session was sent: 24 kHz mono. */
  inputPcm(): Int16Array {
    return this.#audioLog.pcm();
  }

  /** All audio it was ever sent, in milliseconds. */
  get inputMs(): number {
    return samplesToMs(this.#audioLog.totalSamples);
  }

  /** Greets the client and starts the session's clock. */
  start(): void {
    this.#emit({ type: 'session.created', session: this.#sessionWire() });
    if (this.dialect === 'beta') {
      const conversation = { id: `conv_${this.id}`, object: 'realtime.conversation' };
      this.#emit({ type: 'conversation.created', conversation });
    }
    this.#input.configure(this.#config.turnDetection);
    const { clock, limitMs } = this.#options;
    this.#limit = clock.after(limitMs, () => sendFatal(this.socket, 'session_expired'));
  }

  /** One text message of the client. Never throws: what is wrong is answered with an `error` event. */
  receive(text: string): void {
    if (this.socket.deaf) return;
    const read = readClientEvent(text);
    const unreadable = { type: 'unreadable', bytes: text.length };
    this.#options.recording.add(this.id, 'fromClient', read.raw ?? unreadable);
    try {
      if ('error' in read) throw read.error;
      const refusal = this.#options.script.faults.takeReply(read.event.type);
      if (refusal !== undefined) throw refusal;
      this.#handle(read.event);
    } catch (thrown) {
      this.refuse(thrown, read.eventId);
    }
  }

  /** Answers with an `error` event that names the client's event. */
  refuse(thrown: unknown, eventId: string | null): void {
    const body =
      thrown instanceof WireError
        ? thrown.body
        : { type: 'server_error', code: 'server_error', message: String(thrown), param: null };
    this.#emit({ type: 'error', error: { ...body, event_id: eventId } });
  }

  /** The connection is gone: every timer ends. */
  dispose(): void {
    this.#limit?.();
    this.#idle.cancel();
    this.#runner.dispose();
    this.#remote.dispose();
    this.#transcriber.dispose();
  }

  #handle(event: ClientEvent): void {
    switch (event.type) {
      case 'session.update':
        this.#config = applySessionUpdate(this.#config, event.session, this.dialect, this.#voiceLocked);
        this.#input.configure(this.#config.turnDetection);
        this.#emit({ type: 'session.updated', session: this.#sessionWire() });
        this.#remote.configure(this.#config.tools);
        break;
      case 'input_audio_buffer.append': {
        const samples = pcmFromBase64(event.audio, 'audio');
        this.#audioLog.add(samples);
        this.#input.append(samples);
        break;
      }
      case 'input_audio_buffer.commit':
        this.#input.commit();
        break;
      case 'input_audio_buffer.clear':
        this.#input.clear();
        break;
      case 'conversation.item.create':
        this.#conversation.create(event.item, event.previous_item_id ?? undefined);
        break;
      case 'conversation.item.delete':
        this.#conversation.delete(event.item_id);
        break;
      case 'conversation.item.retrieve':
        this.#conversation.retrieve(event.item_id);
        break;
      case 'conversation.item.truncate':
        this.#conversation.truncate(event.item_id, event.content_index, event.audio_end_ms);
        break;
      case 'response.create':
        this.#respond(event.response, 'client');
        break;
      case 'response.cancel':
        this.#runner.cancel(event.response_id ?? undefined);
        break;
    }
  }

  #respond(input: unknown, reason: BrainTurn['reason']): void {
    const params = parseResponseParams(input, this.dialect, this.#config);
    if (this.#voiceLocked && params.voice !== this.#config.voice)
      throw lockedVoice(this.dialect === 'ga' ? 'response.audio.output.voice' : 'response.voice');
    this.#runner.start(params, reason);
    this.#idle.cancel();
  }

  #speechStarted(): void {
    this.#idle.cancel();
    if (this.#config.turnDetection?.interrupt_response === true) this.#runner.interrupt();
  }

  #committed(itemId: string, pcm: Int16Array, respond: 'vad' | 'idle' | undefined): void {
    this.#idle.cancel();
    const { item, heard } = this.#conversation.addUserAudio(itemId, pcm);
    const { transcription } = this.#config;
    const script = this.#options.script.transcription;
    if (transcription !== null) {
      this.#transcriber.transcribe(heard, transcription.model, script, (text) => {
        for (const part of item.content) part.transcript = text;
      });
    }
    if (respond === undefined) return;
    const begin = () => {
      try {
        if (this.open) this.#respond(undefined, respond);
      } catch (thrown) {
        this.refuse(thrown, null);
      }
    };
    if (transcription !== null && script.order === 'before') heard.then(begin);
    else begin();
  }

  #responseDone(firstAudioMs: number | undefined, audioMs: number): void {
    this.#transcriber.responseDone();
    const detection = this.#config.turnDetection;
    if (detection?.type !== 'server_vad' || detection.idle_timeout_ms === null) return;
    const idleMs = detection.idle_timeout_ms;
    this.#idle.arm(idleMs, firstAudioMs, audioMs, () => {
      if (!this.#input.speaking && this.#runner.activeId === undefined) this.#input.timeOut(idleMs);
    });
  }

  #emit(event: ServerEvent): void {
    const encoded = encodeForDialect(event, this.dialect);
    if (encoded !== undefined) this.socket.emit(encoded);
  }

  #sessionWire(): Record<string, unknown> {
    const expiresAt = Math.floor((Date.now() + this.#options.limitMs) / 1000);
    return sessionToWire(this.#config, this.dialect, { id: this.id, expiresAt });
  }
}
