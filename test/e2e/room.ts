import type { LocalChannel } from '../../src/offline/discord/localChannel.ts';
import type { PersonInput, VoiceChannelInput } from '../../src/offline/discord/localGuild.ts';
import type { BotProcess } from '../../src/offline/world/botProcess.ts';
import { LocalWorld, type LocalWorldOptions } from '../../src/offline/world/localWorld.ts';
import type { Talker } from '../../src/offline/world/talker.ts';

/** How a room is set up. */
export interface RoomOptions {
  world?: LocalWorldOptions;
  /** Settings of the bot beside the usual ones. */
  env?: Record<string, string>;
  /** Their names, or more of them. */
  people?: readonly (string | PersonInput)[];
  channel?: VoiceChannelInput | string;
}

/** A world with the bot running and people in one voice channel: where most end-to-end tests begin. */
export class Room {
  readonly world: LocalWorld;
  readonly bot: BotProcess;
  readonly channel: LocalChannel;
  readonly people: readonly Talker[];

  private constructor(world: LocalWorld, bot: BotProcess, channel: LocalChannel, people: readonly Talker[]) {
    this.world = world;
    this.bot = bot;
    this.channel = channel;
    this.people = people;
  }

  static async open(options: RoomOptions = {}): Promise<Room> {
    const world = await LocalWorld.start(options.world);
    try {
      const bot = await world.startBot(options.env);
      const channel = world.addVoiceChannel(options.channel ?? 'Lounge');
      const people = (options.people ?? ['Mia']).map((person) => world.addTalker(person));
      for (const person of people) await person.join(channel);
      return new Room(world, bot, channel, people);
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  /** The person that does most of the talking. */
  get mia(): Talker {
    return this.person(0);
  }

  person(index: number): Talker {
    const person = this.people[index];
    if (person === undefined) throw new Error(`nobody number ${index} is in this room`);
    return person;
  }

  /** Mia types /join; resolves when the bot listens and everybody can hear it. */
  async inviteBot(): Promise<void> {
    const joining = this.mia.command('join');
    await joining.when((message) => message.text.includes('Listening'));
    await Promise.all(this.people.map((person) => person.client.untilEncryptedWith([this.world.botId])));
  }

  /** What the bot sent to a person since then that was no silence frame, oldest first. */
  botPackets(person: Talker, sinceMs = Number.NEGATIVE_INFINITY) {
    return this.world.voice
      .rtpSentTo({ guildId: this.world.guild.id, userId: person.id })
      .filter(
        (packet) => packet.fromUserId === this.world.botId && !packet.silence && packet.atMs >= sinceMs,
      );
  }

  async close(): Promise<void> {
    await this.world.stop();
  }
}
