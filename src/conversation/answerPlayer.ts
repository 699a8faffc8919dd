import { type FrameContent, PlayoutBuffer } from '../audio/playoutBuffer.ts';
import type { AudioPart } from '../realtime/sessionEvents.ts';
import type { VoicePort } from '../voice/voiceEvents.ts';

/** How much of one audio part people heard. */
export interface HeardPart {
  part: AudioPart;
  heardMs: number;
  /** Of so much that had come. */
  receivedMs: number;
}

/** What the player tells of an answer. */
export interface AnswerPlayerEvents {
  /** Its first frame with sound left for Discord. */
  firstSoundLeft(responseId: string): void;
  /** It was played to its end, or its cut has taken effect: nothing of it will leave any more. */
  finished(responseId: string): void;
  /** It was cut: this is what was heard of each part, parts of which nothing was heard included. */
  cut(heard: HeardPart[]): void;
  /** It was forgotten before anybody heard it. */
  dropped(responseId: string): void;
}

interface Answer {
  buffer: PlayoutBuffer;
  cut: boolean;
  soundLeft: boolean;
}

/** More answers than this at once is a server gone wrong: the newest are not kept. */
const MAX_ANSWERS = 8;

/** The answers' sound on its way out: a playout buffer each, one of them at a time in Discord's player. */
export class AnswerPlayer {
  readonly #voice: Pick<VoicePort, 'play' | 'cut'>;
  readonly #events: AnswerPlayerEvents;
  readonly #answers = new Map<string, Answer>();
  #duckDb = 0;
  #paused = false;
  #underrunFrames = 0;
  #droppedMs = 0;
  #refusedAnswers = 0;

  constructor(voice: Pick<VoicePort, 'play' | 'cut'>, events: AnswerPlayerEvents) {
    this.#voice = voice;
    this.#events = events;
  }

  get counters(): Record<string, number> {
    return {
      underrunFrames: this.#underrunFrames,
      playoutDroppedMs: Math.round(this.#droppedMs),
      refusedAnswers: this.#refusedAnswers,
    };
  }

  /** Keeps a delta. False when there are too many answers already. */
  append(part: AudioPart, pcm: Uint8Array): boolean {
    let answer = this.#answers.get(part.responseId);
    if (answer === undefined) {
      if (this.#answers.size >= MAX_ANSWERS) {
        this.#refusedAnswers += 1;
        return false;
      }
      answer = { buffer: new PlayoutBuffer(), cut: false, soundLeft: false };
      answer.buffer.duck(this.#duckDb);
      if (this.#paused) answer.buffer.pause();
      this.#answers.set(part.responseId, answer);
    }
    answer.buffer.append(part, pcm);
    return true;
  }

  /** Is some of this answer's sound kept, to be heard or being heard? */
  has(responseId: string): boolean {
    return this.#answers.has(responseId);
  }

  /** All of the answer has come. */
  close(responseId: string): void {
    this.#answers.get(responseId)?.buffer.close();
  }

  play(responseId: string): void {
    const answer = this.#answers.get(responseId);
    if (answer === undefined) return;
    this.#voice.play<FrameContent>({
      pull: () => {
        const frame = answer.buffer.pull();
        return frame === null ? null : { samples: frame.samples, tag: frame.content };
      },
      get isOver() {
        return answer.buffer.over;
      },
      left: (content) => {
        answer.buffer.left(content);
        if (content.length > 0 && !answer.soundLeft) {
          answer.soundLeft = true;
          this.#events.firstSoundLeft(responseId);
        }
      },
      finished: () => this.#finish(responseId, answer),
    });
  }

  /**
   * Stops an answer. What was heard of it is told once nothing of it can leave any more: at once for one that waits,
   * a frame later for the one that plays.
   */
  cut(responseId: string, playing: boolean): void {
    const answer = this.#answers.get(responseId);
    if (answer === undefined || answer.cut) return;
    answer.cut = true;
    answer.buffer.cut();
    if (playing) this.#voice.cut();
    else this.#finish(responseId, answer);
  }

  /** Forgets an answer that was never played: nobody will ask what was heard of it. */
  drop(responseId: string): void {
    this.#answers.get(responseId)?.buffer.cut();
    this.#answers.delete(responseId);
    this.#events.dropped(responseId);
  }

  /** Nothing more will be played: tells what was heard until now. */
  release(): void {
    for (const { buffer } of this.#answers.values()) {
      buffer.cut();
      this.#events.cut(heardOf(buffer));
    }
    this.#answers.clear();
  }

  /** Makes the answers quieter, those that are still to come included; 0 dB: as they came. */
  duck(db: number): void {
    this.#duckDb = db;
    for (const { buffer } of this.#answers.values()) buffer.duck(db);
  }

  pause(): void {
    this.#paused = true;
    for (const { buffer } of this.#answers.values()) buffer.pause();
  }

  /** Goes on at the very next sample. */
  resume(): void {
    this.#paused = false;
    for (const { buffer } of this.#answers.values()) buffer.resume();
  }

  #finish(responseId: string, answer: Answer): void {
    if (this.#answers.get(responseId) !== answer) return;
    this.#answers.delete(responseId);
    this.#underrunFrames += answer.buffer.underrunFrames;
    this.#droppedMs += answer.buffer.droppedMs;
    if (answer.cut) {
      this.#events.cut(heardOf(answer.buffer));
    }
    this.#events.finished(responseId);
  }
}

function heardOf(buffer: PlayoutBuffer): HeardPart[] {
  return buffer.parts().map(({ part, playedMs, receivedMs }) => ({ part, heardMs: playedMs, receivedMs }));
}
