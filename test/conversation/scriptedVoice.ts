import type {
  CueName,
  FrameSource,
  GatewayChange,
  OutgoingFrame,
  VoiceEvent,
  VoicePort,
} from '../../src/voice/voiceEvents.ts';

/** A source whose tag type was forgotten: pulled frames are handed back to the same source only. */
interface PlayingSource {
  /** Pulls one frame and lets it leave; `undefined` at the end. */
  step(): OutgoingFrame<unknown> | undefined;
  finished(): void;
}

function playing<Tag>(source: FrameSource<Tag>): PlayingSource {
  return {
    step() {
      const frame = source.pull();
      if (frame === null) return undefined;
      source.left(frame.tag);
      return frame;
    },
    finished: () => source.finished(),
  };
}

/** A voice edge that plays only when the test says so. */
export class ScriptedVoice implements VoicePort {
  readonly counters = {};
  readonly calls: unknown[][] = [];
  readonly cues: CueName[] = [];
  destroyed = false;
  #source: PlayingSource | undefined;
  readonly #onEvent: (event: VoiceEvent) => void;

  constructor(onEvent: (event: VoiceEvent) => void) {
    this.#onEvent = onEvent;
  }

  get isPlaying(): boolean {
    return this.#source !== undefined;
  }

  tell(event: VoiceEvent): void {
    if (this.destroyed) throw new Error(`a destroyed link cannot tell ${event.type}`);
    this.#onEvent(event);
  }

  /** Lets up to `frames` frames leave; ends the source when it is over. Answers how many left. */
  playFrames(frames: number): number {
    for (let left = 0; left < frames; left++) {
      if (this.#source?.step() === undefined) {
        this.#end();
        return left;
      }
    }
    return frames;
  }

  join(): Promise<void> {
    this.calls.push(['join']);
    return Promise.resolve();
  }

  onVoiceStateUpdate(data: unknown): void {
    this.calls.push(['voiceStateUpdate', data]);
  }

  onVoiceServerUpdate(data: unknown): void {
    this.calls.push(['voiceServerUpdate', data]);
  }

  onGateway(change: GatewayChange): void {
    this.calls.push(['gateway', change]);
  }

  allow(userIds: readonly string[]): void {
    this.calls.push(['allow', [...userIds]]);
  }

  move(channelId: string): void {
    this.calls.push(['move', channelId]);
  }

  play<Tag>(source: FrameSource<Tag>): void {
    this.#end();
    this.#source = playing(source);
  }

  cut(): void {
    this.#end();
  }

  playCue(name: CueName): Promise<void> {
    this.cues.push(name);
    return Promise.resolve();
  }

  destroy(): void {
    this.#end();
    this.destroyed = true;
  }

  #end(): void {
    const source = this.#source;
    this.#source = undefined;
    source?.finished();
  }
}
