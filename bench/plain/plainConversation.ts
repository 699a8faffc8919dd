import { PassThrough } from 'node:stream';
import {
  AudioPlayerStatus,
  createAudioPlayer,
  createAudioResource,
  type DiscordGatewayAdapterLibraryMethods,
  EndBehaviorType,
  entersState,
  joinVoiceChannel,
  StreamType,
  type VoiceConnection,
  VoiceConnectionStatus,
} from '@discordjs/voice';
import prism from 'prism-media';
import type { ConversationPlan } from '../world/subjectCalls.ts';
import { linearDown, linearUp } from './linearResampling.ts';
import { PlainModel, type PlainServerEvent } from './plainModel.ts';
import { plainServerUpdate, plainStateUpdate } from './plainPayloads.ts';

const FLUSH_PERIOD_MS = 50;
const END_OF_SPEECH_MS = 1000;
const READY_LIMIT_MS = 15_000;
/** Discord goes quiet when people do: without a second of silence the model would wait for the end of the turn for ever. */
const SILENCE_BYTES = 24_000 * 2;

interface PlainAnswer {
  responseId: string;
  itemId: string;
  startedMs: number;
  stream: PassThrough;
}

/**
 * The stand-in that the product is compared with: what one writes in an afternoon with the library's own examples.
 * Receiver streams, 48 kHz stereo decoding, linear resampling, one buffer for everybody flushed by a timer, and a player
 * fed by a PassThrough with the buffers that streams have by themselves.
 */
export class PlainConversation {
  readonly #plan: ConversationPlan;
  readonly #sendToGateway: (payload: unknown) => void;
  readonly #model: PlainModel;
  readonly #player = createAudioPlayer();
  readonly #subscribed = new Set<string>();
  #connection: VoiceConnection | undefined;
  #methods: DiscordGatewayAdapterLibraryMethods | undefined;
  #heard: Buffer[] = [];
  #answer: PlainAnswer | undefined;
  #interruptedId = '';

  constructor(plan: ConversationPlan, sendToGateway: (payload: unknown) => void) {
    this.#plan = plan;
    this.#sendToGateway = sendToGateway;
    this.#model = new PlainModel(plan, (event) => this.#onModel(event));
    this.#player.on('error', () => {});
  }

  join(): void {
    const { guildId, channelId, botUserId } = this.#plan;
    const connection = joinVoiceChannel({
      guildId,
      channelId,
      group: botUserId,
      selfDeaf: false,
      adapterCreator: (methods) => {
        this.#methods = methods;
        return {
          sendPayload: (payload) => {
            this.#sendToGateway(payload);
            return true;
          },
          destroy: () => {},
        };
      },
    });
    connection.subscribe(this.#player);
    connection.receiver.speaking.on('start', (userId) => this.#listenTo(connection, userId));
    this.#connection = connection;
    setInterval(() => this.#flush(), FLUSH_PERIOD_MS);
  }

  async ready(): Promise<void> {
    await this.#model.ready();
    if (this.#connection === undefined) throw new Error('it did not join');
    await entersState(this.#connection, VoiceConnectionStatus.Ready, READY_LIMIT_MS);
  }

  voicePayload(kind: 'state' | 'server', data: unknown): void {
    if (kind === 'state') this.#methods?.onVoiceStateUpdate(plainStateUpdate.parse(data));
    else this.#methods?.onVoiceServerUpdate(plainServerUpdate.parse(data));
  }

  #listenTo({ receiver }: VoiceConnection, userId: string): void {
    if (this.#subscribed.has(userId)) return;
    this.#subscribed.add(userId);
    const opus = receiver.subscribe(userId, {
      end: { behavior: EndBehaviorType.AfterSilence, duration: END_OF_SPEECH_MS },
    });
    const decoder = new prism.opus.Decoder({ rate: 48_000, channels: 2, frameSize: 960 });
    opus.on('error', () => {});
    decoder.on('error', () => {});
    opus
      .pipe(decoder)
      .on('data', (chunk: Buffer) => this.#heard.push(bytesOf(linearDown(samplesOf(chunk)))))
      .on('end', () => {
        this.#subscribed.delete(userId);
        this.#heard.push(Buffer.alloc(SILENCE_BYTES));
      });
  }

  #flush(): void {
    if (this.#heard.length === 0) return;
    const audio = Buffer.concat(this.#heard).toString('base64');
    this.#heard = [];
    this.#model.send({ type: 'input_audio_buffer.append', audio });
  }

  #onModel(event: PlainServerEvent): void {
    if (event.type === 'response.output_audio.delta') this.#play(event);
    else if (event.type === 'response.output_audio.done') this.#answer?.stream.end();
    else if (event.type === 'input_audio_buffer.speech_started') this.#interrupt();
  }

  #play(event: PlainServerEvent): void {
    if (event.response_id === this.#interruptedId) return;
    if (this.#answer?.responseId !== event.response_id) {
      const stream = new PassThrough();
      this.#answer = {
        responseId: event.response_id,
        itemId: event.item_id,
        startedMs: Date.now(),
        stream,
      };
      this.#player.play(createAudioResource(stream, { inputType: StreamType.Raw }));
    }
    this.#answer.stream.write(bytesOf(linearUp(samplesOf(Buffer.from(event.delta, 'base64')))));
  }

  #interrupt(): void {
    const answer = this.#answer;
    if (answer === undefined || this.#player.state.status === AudioPlayerStatus.Idle) return;
    this.#interruptedId = answer.responseId;
    this.#answer = undefined;
    this.#player.stop(true);
    this.#model.send({
      type: 'conversation.item.truncate',
      item_id: answer.itemId,
      content_index: 0,
      audio_end_ms: Date.now() - answer.startedMs,
    });
  }
}

function samplesOf(bytes: Buffer): Int16Array {
  return new Int16Array(Uint8Array.from(bytes).buffer);
}

function bytesOf(samples: Int16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}
