import type { InteractionRecord } from '../../src/offline/discord/interactionRecord.ts';
import type { LocalChannel } from '../../src/offline/discord/localChannel.ts';
import type { BotProcess, LogEntry } from '../../src/offline/world/botProcess.ts';
import { LocalWorld } from '../../src/offline/world/localWorld.ts';
import type { Talker } from '../../src/offline/world/talker.ts';
import { AnswerTones } from './answerTones.ts';
import type { ChaosVad } from './chaosOptions.ts';
import type { ChaosScene } from './faultDeck.ts';

const NAMES = ['Mia', 'Tom', 'Ben'] as const;
/** Whoever speaks is answered: the proof is about surviving, not about being meant. */
const BOT_SETTINGS = { ANSWER_MODE: 'always' } as const;
const DOOR_LIMIT_MS = 20_000;
/** The cue that says "I am here". */
const CUE_QUIET_MS = 400;
const WARNING_LEVEL = 40;

/** A world with the real bot as a process and three people, in which a conversation can be had again and again. */
export class ChaosRoom {
  readonly world: LocalWorld;
  readonly bot: BotProcess;
  readonly people: readonly Talker[];
  readonly tones = new AnswerTones();
  #channels: LocalChannel[];
  #joining: InteractionRecord | undefined;
  #abandoned = false;

  private constructor(world: LocalWorld, bot: BotProcess) {
    this.world = world;
    this.bot = bot;
    this.#channels = this.#newChannels();
    this.people = NAMES.map((name) => world.addTalker(name));
    world.model.script.brain = this.tones.think;
  }

  static async open(vad: ChaosVad): Promise<ChaosRoom> {
    const world = await LocalWorld.start();
    try {
      return new ChaosRoom(world, await world.startBot({ ...BOT_SETTINGS, REALTIME_VAD: vad }));
    } catch (thrown) {
      await world.stop();
      throw thrown;
    }
  }

  /** What the conversation's message shows now. */
  get shown(): string {
    return this.#joining?.latest?.text ?? '';
  }

  get hasEnded(): boolean {
    return /^ended/i.test(this.shown);
  }

  /** Where a fault is to happen. */
  scene(speaker: Talker): ChaosScene {
    const { discord, voice, model, guild, botId } = this.world;
    const [here, other] = this.#placeOfBot();
    return {
      discord,
      voice,
      model,
      guildId: guild.id,
      channelId: here.id,
      otherChannelId: other.id,
      botUserId: botId,
      speakerId: speaker.id,
    };
  }

  /** People go to where the bot is, if they are not there. */
  async gather(): Promise<void> {
    const [here] = this.#placeOfBot();
    for (const person of this.people) {
      if (person.person.voiceState?.channelId !== here.id) await person.join(here);
    }
  }

  /** Resolves when the bot listens: in the conversation there is, or in a new one in new channels. */
  async converse(): Promise<void> {
    const [person] = this.people;
    if (person === undefined) throw new Error('nobody is here');
    if (this.#joining !== undefined && !this.hasEnded && !this.#abandoned && this.#isIn()) return;
    // Also out of a conversation that has lost its way without saying so.
    if (this.#joining !== undefined && !this.hasEnded) await person.command('leave').settled();
    this.#abandoned = false;
    this.#channels = this.#newChannels();
    await this.gather();
    this.#joining = person.command('join');
    await this.#joining.when(({ text }) => /listening/i.test(text), DOOR_LIMIT_MS);
    await Promise.all(this.people.map(({ client }) => client.untilEncryptedWith([this.world.botId])));
    await person.heard.untilQuiet(this.world.botId, CUE_QUIET_MS);
  }

  /** The conversation is in a bad way: the next fault is to happen in a fresh one, so that it is judged for itself. */
  abandon(): void {
    this.#abandoned = true;
  }

  /** Resolves when the conversation's message says that it has ended. */
  async untilEnded(): Promise<void> {
    await this.#joining?.when(({ text }) => /^ended/i.test(text), DOOR_LIMIT_MS);
  }

  /** The bot's newest warnings and errors. */
  warnings(most: number): LogEntry[] {
    return this.bot.logs.filter(({ level }) => level >= WARNING_LEVEL).slice(-most);
  }

  async close(): Promise<void> {
    await this.world.stop();
  }

  #isIn(): boolean {
    return this.#channels.some(({ memberIds }) => memberIds.includes(this.world.botId));
  }

  #placeOfBot(): readonly [LocalChannel, LocalChannel] {
    const [first, second] = this.#channels;
    if (first === undefined || second === undefined) throw new Error('there are no channels');
    return second.memberIds.includes(this.world.botId) ? [second, first] : [first, second];
  }

  #newChannels(): LocalChannel[] {
    return ['Lounge', 'Attic'].map((name) => this.world.addVoiceChannel(name));
  }
}
