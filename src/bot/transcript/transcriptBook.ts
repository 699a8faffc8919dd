import type { Clock } from '../../clock.ts';
import type { Logger } from '../../observe/logger.ts';
import type { Words } from '../../words/words.ts';
import type { ActiveConversation } from '../activeConversation.ts';
import { auditLine } from './auditLine.ts';
import { lineUserIds, transcriptLine } from './transcriptLine.ts';
import type { TranscriptPages } from './transcriptPages.ts';
import type { TranscriptPlace } from './transcriptPlace.ts';
import { TranscriptWriter } from './transcriptWriter.ts';

/** What a transcript is begun with. */
export interface TranscriptStart {
  /** Opens the place; called once. @throws what opening failed with */
  open: () => Promise<TranscriptPlace>;
  /** What is written first. */
  opening: string;
  /** What the bot is called there. Untrusted. */
  botName: string;
  words: Words;
}

/** A thread that takes no writes must not keep somebody waiting who wants to be forgotten. */
const FORGET_DEADLINE_MS = 10_000;

interface Transcript {
  place: TranscriptPlace;
  writer: TranscriptWriter;
  botName: string;
  words: Words;
  /** Set while it is written. */
  unfollow: (() => void) | undefined;
  refused: boolean;
}

/** The transcripts of the conversations that run: one each, begun and ended as people want. */
export class TranscriptBook {
  readonly #transcripts = new Map<string, Promise<Transcript>>();
  readonly #finishing = new Set<Promise<void>>();
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #pages: TranscriptPages;

  constructor(clock: Clock, log: Logger, pages: TranscriptPages) {
    this.#clock = clock;
    this.#log = log;
    this.#pages = pages;
  }

  /**
   * Begins the conversation's transcript, or goes on with it where it was. Answers the channel or thread it is written in, and
   * whether it was being written there already.
   * @throws what opening failed with
   */
  async start(
    conversation: ActiveConversation,
    start: TranscriptStart,
  ): Promise<{ channelId: string; already: boolean }> {
    const opened = await this.#opened(conversation, start);
    const { channelId } = opened.place;
    if (opened.unfollow !== undefined) return { channelId, already: true };
    if (!conversation.closing) this.#follow(conversation, opened, start.opening);
    return { channelId, already: false };
  }

  /** Ends the transcript with this line; answers where it was written, `undefined`: nowhere. */
  async stop(conversation: ActiveConversation, line: string): Promise<string | undefined> {
    const transcript = await this.#known(conversation.conversationId);
    if (transcript?.unfollow === undefined) return undefined;
    transcript.unfollow();
    transcript.unfollow = undefined;
    transcript.writer.add(line);
    const { channelId } = transcript.place;
    conversation.setTranscript({ channelId, running: false, refused: undefined });
    return channelId;
  }

  /** Is the conversation's transcript written in this channel right now? */
  async isPlace(conversationId: string, channelId: string): Promise<boolean> {
    const transcript = await this.#known(conversationId);
    return transcript?.unfollow !== undefined && transcript.place.channelId === channelId;
  }

  /**
   * Nothing is written any more of what this person said so far, and it is taken out of the messages that grow. Answers how many
   * of them held it, when that is done or has taken too long.
   */
  async forget(userId: string): Promise<number> {
    const running = await Promise.all(
      [...this.#transcripts.values()].map((each) => each.catch(() => undefined)),
    );
    let cleaned = 0;
    const forgetting = running.map(async (transcript) => {
      if (await transcript?.writer.forget(userId)) cleaned += 1;
    });
    let over = () => {};
    const deadline = new Promise<void>((resolve) => {
      over = this.#clock.after(FORGET_DEADLINE_MS, resolve);
    });
    await Promise.race([Promise.all(forgetting), deadline]);
    over();
    return cleaned;
  }

  /** Resolves when the transcripts of all conversations are written; these must have been ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#finishing);
  }

  async #known(conversationId: string): Promise<Transcript | undefined> {
    const transcript = await this.#transcripts.get(conversationId)?.catch(() => undefined);
    return transcript?.refused === false ? transcript : undefined;
  }

  /** One after the other: who asks in the same moment gets the same transcript. */
  #opened(conversation: ActiveConversation, start: TranscriptStart): Promise<Transcript> {
    const { conversationId } = conversation;
    const before = this.#transcripts.get(conversationId);
    const open = async () => this.#transcript(conversation, start, await start.open());
    const opened = before?.then((transcript) => (transcript.refused ? open() : transcript), open) ?? open();
    this.#transcripts.set(conversationId, opened);
    if (before === undefined) this.#finishWith(conversation);
    return opened;
  }

  #finishWith({ conversationId, ended }: ActiveConversation): void {
    const finished = ended
      .then(() => this.#finish(conversationId))
      .finally(() => this.#finishing.delete(finished));
    this.#finishing.add(finished);
  }

  #transcript(
    conversation: ActiveConversation,
    { words, botName }: TranscriptStart,
    place: TranscriptPlace,
  ): Transcript {
    const writer = new TranscriptWriter({
      place,
      clock: this.#clock,
      log: this.#log,
      gapLine: (count) => words('transcript.gap', { count }),
      onPage: this.#pages.recorder(conversation, place.channelId),
      onRefused: (why) => {
        transcript.refused = true;
        transcript.unfollow?.();
        transcript.unfollow = undefined;
        conversation.setTranscript({ channelId: place.channelId, running: false, refused: why });
      },
    });
    const transcript: Transcript = { place, writer, botName, words, unfollow: undefined, refused: false };
    return transcript;
  }

  #follow(conversation: ActiveConversation, transcript: Transcript, opening: string): void {
    const { writer, place, botName, words } = transcript;
    writer.add(opening);
    const stopSpoken = conversation.written.onSpoken((entry) => {
      // They may have refused while they spoke.
      if (entry.type === 'said' && entry.userId !== undefined && !conversation.consent.allows(entry.userId))
        return;
      const line = transcriptLine(entry, botName, words);
      if (line !== undefined) writer.add(line, lineUserIds(entry));
    });
    const stopAudited = conversation.tools.onAudited((entry, atMs, result) => {
      writer.add(auditLine(entry, atMs, result, words), entry.userIds);
    });
    transcript.unfollow = () => {
      stopSpoken();
      stopAudited();
    };
    conversation.setTranscript({ channelId: place.channelId, running: true, refused: undefined });
  }

  async #finish(conversationId: string): Promise<void> {
    const transcript = await this.#known(conversationId);
    if (transcript?.unfollow !== undefined) transcript.writer.add(transcript.words('transcript.ended'));
    await transcript?.writer.settled();
    this.#transcripts.delete(conversationId);
  }
}
