import type { Clock } from '../clock.ts';
import type { HistoryEntry } from '../realtime/historyEntry.ts';
import type { SessionEvent, ToolCall } from '../realtime/sessionEvents.ts';
import { type OpenPlace, OrderedEntries } from './orderedEntries.ts';
import { SpokenAnswers } from './spokenAnswers.ts';
import type { Speaker } from './turnTaking.ts';

/** What came after an utterance is told without it, if it was not written down by then. */
const TRANSCRIPT_PATIENCE_MS = 5_000;
/** Utterances that wait to be written down are few; of more the oldest are forgotten. */
const MAX_UNWRITTEN = 64;

/** A few words that somebody said into an answer, and that were no turn. */
export interface Interjection {
  userId: string;
  text: string;
  /** When it was said, in ms since 1970. */
  atMs: number;
}

export interface HistoryRecorderParts {
  clock: Clock;
  /** The time of day, in ms since 1970. */
  epochMs: () => number;
  /** Is there anybody who writes down what people say? */
  transcribed: boolean;
  /** Whose words an item holds; `undefined`: nobody knows. */
  speakerOf: (itemId: string) => Speaker | undefined;
  /** Has some of this response's sound been kept for people to hear? */
  isAudible: (responseId: string) => boolean;
  /** `known`: the model's present session has it as items of its own. */
  tell: (entry: HistoryEntry, known: boolean) => void;
  interjected: (interjection: Interjection) => void;
}

/** Makes one entry of everything that was said and done in a conversation, once it is over, in the order in which it began. */
export class HistoryRecorder {
  readonly answers: SpokenAnswers;
  readonly #parts: HistoryRecorderParts;
  readonly #entries: OrderedEntries;
  /** Utterances that are not written down yet, by their items. */
  readonly #unwritten = new Map<string, OpenPlace>();
  /** Items that the model has forgotten, as far as their words may still come, and when they were said. */
  readonly #forgotten = new Map<string, number>();
  readonly #calls = new Map<string, { place: OpenPlace; call: ToolCall; userIds: string[] }>();

  constructor(parts: HistoryRecorderParts) {
    this.#parts = parts;
    this.#entries = new OrderedEntries(parts.clock, parts.epochMs, (entry, ofPresentSession) =>
      parts.tell(entry, ofPresentSession),
    );
    this.answers = new SpokenAnswers(this.#entries);
  }

  /** To be told after turn-taking has taken the event: it knows by then whose item it is. */
  onSession(event: SessionEvent): void {
    switch (event.type) {
      case 'committed':
        this.#committed(event.itemId);
        break;
      case 'userTranscript':
        this.#written(event.itemId, event.text);
        this.#interjected(event.itemId, event.text.trim());
        break;
      case 'transcriptFailed':
        this.#written(event.itemId, '');
        break;
      case 'responseCreated':
        this.answers.created(event.responseId);
        break;
      case 'agentTranscriptDelta':
        this.answers.goesOn(event.part, event.text);
        break;
      case 'agentTranscript':
        this.answers.says(event.part, event.text);
        break;
      case 'responseDone':
        this.answers.done(event, this.#parts.isAudible(event.responseId));
        break;
      case 'renewed':
      case 'reconnecting':
        // What was not written down by now never will be.
        for (const itemId of [...this.#unwritten.keys()]) this.#written(itemId, '');
        this.#entries.sessionChanged();
        break;
      default:
        break;
    }
  }

  /** The model is to forget this item. */
  forget(itemId: string): void {
    this.#forgotten.set(itemId, this.#unwritten.get(itemId)?.atMs ?? this.#parts.epochMs());
    const [oldest] = this.#forgotten.keys();
    if (this.#forgotten.size > MAX_UNWRITTEN && oldest !== undefined) this.#forgotten.delete(oldest);
    this.#written(itemId, '');
  }

  /** @param userIds whose turn the model is answering */
  toolCalled(call: ToolCall, userIds: string[]): void {
    if (this.#calls.has(call.callId)) return;
    this.#calls.set(call.callId, { place: this.#entries.begin(), call, userIds });
  }

  /** The function's output is here. */
  toolAnswered(callId: string, output: string): HistoryEntry | undefined {
    const asked = this.#calls.get(callId);
    if (asked === undefined) return undefined;
    this.#calls.delete(callId);
    const { place, userIds } = asked;
    const { name, argumentsJson } = asked.call;
    const entry: HistoryEntry = {
      type: 'toolCalled',
      atMs: place.atMs,
      callId,
      name,
      argumentsJson,
      output,
      userIds,
    };
    place.settle(entry);
    return entry;
  }

  /** Told at once, whatever is not over yet: the model is to know it when it is asked about it. */
  note(text: string): void {
    this.#parts.tell({ type: 'note', atMs: this.#parts.epochMs(), text }, false);
  }

  /** Tells what is over; nothing else will be. */
  close(): void {
    this.#entries.flush();
  }

  #committed(itemId: string): void {
    if (!this.#parts.transcribed || this.#forgotten.has(itemId) || this.#unwritten.has(itemId)) return;
    this.#unwritten.set(itemId, this.#entries.begin(TRANSCRIPT_PATIENCE_MS));
    const [oldest] = this.#unwritten.keys();
    if (this.#unwritten.size > MAX_UNWRITTEN && oldest !== undefined) this.#written(oldest, '');
  }

  /** Words for an item that nobody committed, or for one that was told already, are nobody's. */
  #written(itemId: string, words: string): void {
    const place = this.#unwritten.get(itemId);
    this.#unwritten.delete(itemId);
    if (place === undefined) return;
    const text = words.trim();
    const { userId, name = '' } = this.#parts.speakerOf(itemId) ?? {};
    place.settle(text === '' ? undefined : { type: 'said', atMs: place.atMs, userId, name, text });
  }

  /** What the model has forgotten may still answer a question of ours. */
  #interjected(itemId: string, text: string): void {
    const atMs = this.#forgotten.get(itemId);
    this.#forgotten.delete(itemId);
    const speaker = this.#parts.speakerOf(itemId);
    if (atMs === undefined || speaker?.userId === undefined || text === '') return;
    this.#parts.interjected({ userId: speaker.userId, text, atMs });
  }
}
