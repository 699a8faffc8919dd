import { samplesToMs } from '../../audio/format.ts';
import type { CancelTimer, Clock } from '../../clock.ts';
import type { Speech } from '../speech/speech.ts';
import { AudioLog } from './audioLog.ts';
import type { BrainTurn, Heard } from './brain.ts';
import { type ClientEvent, readClientEvent } from './clientEvent.ts';
import { encodeForDialect, type ServerEvent } from './dialectEncoder.ts';
import { sendFatal } from './faults.ts';
import { InputTurns } from './inputTurns.ts';
import { parseItem } from './itemCreate.ts';
import { ItemStore, itemToWire, type StoredItem } from './itemStore.ts';
import type { ModelScript } from './modelScript.ts';
import { pcmFromBase64 } from './pcmFromBase64.ts';
import type { PhraseBook } from './phraseBook.ts';
import type { Recording } from './recording.ts';
import { parseResponseParams } from './responseParams.ts';
import { ResponseRunner } from './responseRunner.ts';
import {
  defaultSessionConfig,
  type RealtimeDialect,
  type SessionConfig,
  sessionToWire,
} from './sessionConfig.ts';
import type { SessionSocket } from './sessionSocket.ts';
import { applySessionUpdate } from './sessionUpdate.ts';
import { Transcriber } from './transcriber.ts';
import { truncateItem } from './truncateItem.ts';
import { brainTurn, responseContext } from './turnContext.ts';
import { UsageMeter } from './usage.ts';
import { WireError } from './wireError.ts';

/** A `conversation.item.truncate` that was accepted. */
export interface Truncation {
  itemId: string;
  contentIndex: number;
  audioEndMs: number;
  atMs: number;
}

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

const MOST_TRUNCATIONS = 1_000;
const MOST_HEARD = 200;

/** One client's session: its configuration, its conversation, its input turns and its responses. */
export class RealtimeSession {
  readonly id: string;
  readonly dialect: RealtimeDialect;
  /** The accepted truncations, oldest first. */
  readonly truncations: Truncation[] = [];
  readonly socket: SessionSocket;
  readonly #options: RealtimeSessionOptions;
  readonly #items = new ItemStore();
  readonly #input: InputTurns;
  readonly #runner: ResponseRunner;
  readonly #transcriber: Transcriber;
  readonly #heard = new Map<string, Promise<Heard>>();
  readonly #audioLog = new AudioLog();
  #config: SessionConfig;
  #voiceLocked = false;
  #ids = 0;
  #limit: CancelTimer | undefined;
  #idle: CancelTimer | undefined;

  constructor(options: RealtimeSessionOptions) {
    this.#options = options;
    this.id = options.id;
    this.dialect = options.dialect;
    this.socket = options.socket;
    this.#config = defaultSessionConfig(options.model);
    const emit = (event: ServerEvent) => this.#emit(event);
    const newId = (kind: string) => this.#newId(kind);
    this.#transcriber = new Transcriber(options.clock, emit);
    this.#input = new InputTurns({
      emit,
      newItemId: () => newId('item'),
      speechStarted: () => this.#speechStarted(),
      committed: (itemId, pcm, respond) => this.#committed(itemId, pcm, respond),
      completeness: (pcm) => completeness(options.phrases.recogniseNow(pcm)),
    });
    this.#runner = new ResponseRunner({
      clock: options.clock,
      script: options.script,
      speech: options.speech,
      items: this.#items,
      usage: new UsageMeter(),
      conversationId: `conv_${options.id}`,
      emit,
      newId,
      context: (params) => responseContext(params, this.#items, () => newId('item')),
      turn: (params, context, reason) =>
        brainTurn(context, this.#heard, { sessionId: this.id, reason }, params),
      itemAdded: (item) => this.#add(item),
      itemDone: (item) => this.#itemDone(item),
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
    return this.#items.all;
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
    this.#limit = this.#options.clock.after(this.#options.limitMs, () =>
      sendFatal(this.socket, 'session_expired'),
    );
  }

  /** One text message of the client. Never throws: what is wrong is answered with an `error` event. */
  receive(text: string): void {
    if (this.socket.deaf) return;
    const read = readClientEvent(text);
    this.#options.recording.add(
      this.id,
      'fromClient',
      read.raw ?? { type: 'unreadable', bytes: text.length },
    );
    try {
      if ('error' in read) throw read.error;
      const refusal = this.#options.script.faults.takeReply(read.event.type);
      if (refusal !== undefined) throw refusal;
      this.#handle(read.event);
    } catch (thrown) {
      this.refuse(thrown, read.eventId);
    }
  }

  /** Answers with an `error` event. */
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
    this.#idle?.();
    this.#runner.dispose();
    this.#transcriber.dispose();
  }

  #handle(event: ClientEvent): void {
    switch (event.type) {
      case 'session.update':
        this.#config = applySessionUpdate(this.#config, event.session, this.dialect, this.#voiceLocked);
        this.#input.configure(this.#config.turnDetection);
        this.#emit({ type: 'session.updated', session: this.#sessionWire() });
        return;
      case 'input_audio_buffer.append': {
        const samples = pcmFromBase64(event.audio, 'audio');
        this.#audioLog.add(samples);
        this.#input.append(samples);
        return;
      }
      case 'input_audio_buffer.commit':
        this.#input.commit();
        return;
      case 'input_audio_buffer.clear':
        this.#input.clear();
        return;
      case 'conversation.item.create':
        this.#create(event.item, event.previous_item_id ?? undefined);
        return;
      case 'conversation.item.delete':
        if (!this.#items.delete(event.item_id)) throw missingItem('deleting', 'delete', event.item_id);
        this.#emit({ type: 'conversation.item.deleted', item_id: event.item_id });
        return;
      case 'conversation.item.retrieve': {
        const item = this.#items.find(event.item_id);
        if (item === undefined) throw missingItem('retrieving', 'retrieve', event.item_id);
        this.#emit({ type: 'conversation.item.retrieved', item: itemToWire(item, true) });
        return;
      }
      case 'conversation.item.truncate':
        this.#truncate(event.item_id, event.content_index, event.audio_end_ms);
        return;
      case 'response.create':
        this.#respond(event.response, 'client');
        return;
      case 'response.cancel':
        this.#runner.cancel(event.response_id ?? undefined);
        return;
    }
  }

  #create(input: unknown, previousId: string | undefined): void {
    const item = parseItem(input, () => this.#newId('item'));
    this.#items.add(item, previousId);
    for (const part of item.content) {
      if (part.pcm !== undefined) this.#remember(item.id, part.pcm, part.transcript ?? undefined);
    }
    this.#announce(item);
    this.#itemDone(item);
  }

  #truncate(itemId: string, contentIndex: number, audioEndMs: number): void {
    truncateItem(this.#items, itemId, contentIndex, audioEndMs);
    this.truncations.push({ itemId, contentIndex, audioEndMs, atMs: performance.now() });
    if (this.truncations.length > MOST_TRUNCATIONS) this.truncations.shift();
    this.#emit({
      type: 'conversation.item.truncated',
      item_id: itemId,
      content_index: contentIndex,
      audio_end_ms: audioEndMs,
    });
  }

  #respond(input: unknown, reason: BrainTurn['reason']): void {
    this.#idle?.();
    const params = parseResponseParams(input, this.dialect, this.#config);
    if (this.#voiceLocked && params.voice !== this.#config.voice)
      throw voiceLocked('response.audio.output.voice');
    this.#runner.start(params, reason);
  }

  #speechStarted(): void {
    this.#idle?.();
    if (this.#config.turnDetection?.interrupt_response === true) this.#runner.interrupt();
  }

  #committed(itemId: string, pcm: Int16Array, respond: 'vad' | 'idle' | undefined): void {
    this.#idle?.();
    const item: StoredItem = {
      id: itemId,
      type: 'message',
      role: 'user',
      status: 'completed',
      content: [{ type: 'input_audio', transcript: null, audioMs: samplesToMs(pcm.length), pcm }],
    };
    const previous = this.#items.all.at(-1)?.id ?? null;
    this.#emit({ type: 'input_audio_buffer.committed', previous_item_id: previous, item_id: itemId });
    this.#add(item);
    this.#itemDone(item);
    const heard = this.#remember(itemId, pcm, undefined);
    const { transcription } = this.#config;
    if (transcription !== null) {
      this.#transcriber.transcribe(heard, transcription.model, this.#options.script.transcription, (text) => {
        for (const part of item.content) part.transcript = text;
      });
    }
    if (respond === undefined) return;
    const begin = () => {
      try {
        this.#respond(undefined, respond);
      } catch (thrown) {
        this.refuse(thrown, null);
      }
    };
    if (transcription === null || this.#options.script.transcription.order !== 'before') begin();
    else
      heard.then(() => {
        if (this.open) begin();
      });
  }

  #remember(itemId: string, pcm: Int16Array, words: string | undefined): Promise<Heard> {
    const { script, phrases } = this.#options;
    const told = words ?? script.takeHearing();
    const understood = told === undefined ? phrases.recognise(pcm) : Promise.resolve(told);
    const heard = understood.then((transcript) => ({
      itemId,
      pcm,
      durationMs: samplesToMs(pcm.length),
      transcript,
    }));
    this.#heard.set(itemId, heard);
    if (this.#heard.size > MOST_HEARD) {
      const oldest = this.#heard.keys().next().value;
      if (oldest !== undefined) this.#heard.delete(oldest);
    }
    return heard;
  }

  #responseDone(firstAudioMs: number | undefined, audioMs: number): void {
    this.#transcriber.responseDone();
    const detection = this.#config.turnDetection;
    if (detection?.type !== 'server_vad' || detection.idle_timeout_ms === null) return;
    const { clock } = this.#options;
    const playedMs = firstAudioMs === undefined ? audioMs : clock.nowMs() - firstAudioMs;
    const timeoutMs = detection.idle_timeout_ms;
    this.#idle?.();
    this.#idle = clock.after(Math.max(0, audioMs - playedMs) + timeoutMs, () => {
      if (!this.#input.speaking && this.#runner.activeId === undefined) this.#input.timeOut(timeoutMs);
    });
  }

  #add(item: StoredItem): void {
    this.#items.add(item);
    this.#announce(item);
  }

  #announce(item: StoredItem): void {
    const previous = this.#items.previousId(item.id);
    this.#emit({ type: 'conversation.item.added', previous_item_id: previous, item: itemToWire(item) });
  }

  #itemDone(item: StoredItem): void {
    const previous = this.#items.previousId(item.id);
    this.#emit({ type: 'conversation.item.done', previous_item_id: previous, item: itemToWire(item) });
  }

  #emit(event: ServerEvent): void {
    const encoded = encodeForDialect(event, this.dialect);
    if (encoded !== undefined) this.socket.emit(encoded);
  }

  #sessionWire(): Record<string, unknown> {
    const expiresAt = Math.floor((Date.now() + this.#options.limitMs) / 1000);
    return sessionToWire(this.#config, this.dialect, { id: this.id, expiresAt });
  }

  #newId(kind: string): string {
    this.#ids++;
    return `${kind}_${this.id}_${this.#ids}`;
  }
}

/** The voice cannot change once the model has spoken. */
function voiceLocked(param: string): WireError {
  return new WireError({
    code: 'cannot_update_voice',
    message: "Cannot update a conversation's voice if assistant audio is present.",
    param,
  });
}

function missingItem(doing: string, verb: string, id: string): WireError {
  return new WireError({
    code: `item_${verb}_invalid_item_id`,
    message: `Error ${doing} item: the item with id '${id}' does not exist.`,
    param: 'item_id',
  });
}

/** A known sentence is finished; other sound may be. */
function completeness(words: string | undefined): 'complete' | 'unclear' | 'unfinished' {
  if (words === undefined) return 'unclear';
  return /(?:\.\.\.|,|\b(?:and|but|um|uh|so))$/i.test(words.trim()) ? 'unfinished' : 'complete';
}
