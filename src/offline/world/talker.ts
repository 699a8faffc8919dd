import type { InteractionRecord } from '../discord/interactionRecord.ts';
import type { LocalChannel } from '../discord/localChannel.ts';
import type { LocalPerson } from '../discord/localPerson.ts';
import type { HearingLog } from '../discord/voice/hearingLog.ts';
import type { SpokenUtterance, UtteranceOptions } from '../discord/voice/microphone.ts';
import { VoiceClient } from '../discord/voice/voiceClient.ts';
import type { VoiceServer } from '../discord/voice/voiceServer.ts';
import type { VoiceSeat } from '../discord/voiceStates.ts';
import type { Speech, SpeechVoice } from '../speech/speech.ts';

/** A person with a mouth and ears: goes into voice channels, says sentences, hears who is there. */
export class Talker {
  readonly person: LocalPerson;
  readonly #voice: VoiceServer;
  readonly #speech: Speech;
  readonly #speechVoice: SpeechVoice;
  #client: VoiceClient | undefined;
  #stopFollowing: (() => void) | undefined;

  constructor(person: LocalPerson, parts: { voice: VoiceServer; speech: Speech; speechVoice: SpeechVoice }) {
    this.person = person;
    this.#voice = parts.voice;
    this.#speech = parts.speech;
    this.#speechVoice = parts.speechVoice;
  }

  get id(): string {
    return this.person.id;
  }

  get name(): string {
    return this.person.name;
  }

  /** The person's voice client. @throws Error when they are in no voice channel */
  get client(): VoiceClient {
    if (this.#client === undefined) throw new Error(`${this.name} is in no voice channel`);
    return this.#client;
  }

  /** What the person has heard since they came in. */
  get heard(): HearingLog {
    return this.client.heard;
  }

  /** Goes into a voice channel and is ready to speak. Moved by somebody, they follow. */
  async join(channel: LocalChannel): Promise<void> {
    await this.leaveVoice();
    await this.#sitDown(this.person.setVoice(channel.id));
    this.#stopFollowing = this.person.onVoiceChange((seat) => {
      void (seat === undefined ? this.#getUp() : this.#sitDown(seat));
    });
  }

  async leaveVoice(): Promise<void> {
    this.#stopFollowing?.();
    this.#stopFollowing = undefined;
    if (this.person.voiceState !== undefined) this.person.setVoice(null);
    await this.#getUp();
  }

  /** The sound of a sentence in this person's voice, 24 kHz mono. */
  voiceOf(text: string): Promise<Int16Array> {
    return this.#speech.synthesize(text, { voice: this.#speechVoice });
  }

  /** Says a sentence in real time; resolves when it was said, end mark included. */
  async say(text: string, options: UtteranceOptions = {}): Promise<SpokenUtterance> {
    return this.client.speak(await this.voiceOf(text), options);
  }

  /** Types `/name`. */
  command(...call: Parameters<LocalPerson['runCommand']>): InteractionRecord {
    return this.person.runCommand(...call);
  }

  async #sitDown(seat: VoiceSeat): Promise<void> {
    await this.#getUp();
    this.#client = await VoiceClient.connect({ ...seat, caPem: this.#voice.caPem });
  }

  async #getUp(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
  }
}
