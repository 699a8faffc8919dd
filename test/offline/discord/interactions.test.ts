import {
  ActionRowBuilder,
  ButtonBuilder,
  type ButtonInteraction,
  ButtonStyle,
  type ChatInputCommandInteraction,
  type Client,
  DiscordAPIError,
  EmbedBuilder,
  Events,
  type Interaction,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalPerson } from '../../../src/offline/discord/localPerson.ts';
import { ManualClock } from '../../manualClock.ts';
import { DiscordWorld } from './discordWorld.ts';

const join = new SlashCommandBuilder()
  .setName('join')
  .setDescription('Come in')
  .addChannelOption((option) => option.setName('channel').setDescription('Where to').addChannelTypes(2))
  .toJSON();
const settings = new SlashCommandBuilder()
  .setName('settings')
  .setDescription('Change how it works')
  .addSubcommand((sub) =>
    sub
      .setName('mode')
      .setDescription('The turn mode')
      .addStringOption((option) =>
        option
          .setName('value')
          .setDescription('Which')
          .setRequired(true)
          .addChoices({ name: 'Half', value: 'half' }),
      ),
  )
  .toJSON();

describe('interactions with a discord.js client', () => {
  let world: DiscordWorld;
  let client: Client<true>;
  let ada: LocalPerson;

  async function open(clock?: ManualClock): Promise<void> {
    world = await DiscordWorld.open(clock === undefined ? {} : { clock });
    world.guild.addTextChannel({ name: 'general' });
    ada = world.guild.addPerson({ name: 'Ada' });
    client = await world.client();
    await client.application.commands.set([join, settings]);
  }

  /** Answers commands and buttons with that function; what it throws comes out of the promise. */
  function serve<T>(answer: (interaction: ChatInputCommandInteraction) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      client.once(Events.InteractionCreate, (interaction: Interaction) => {
        if (!interaction.isChatInputCommand()) return reject(new Error('no command'));
        answer(interaction).then(resolve, reject);
      });
    });
  }

  function serveButton<T>(answer: (interaction: ButtonInteraction) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      client.once(Events.InteractionCreate, (interaction: Interaction) => {
        if (!interaction.isButton()) return reject(new Error('no button'));
        answer(interaction).then(resolve, reject);
      });
    });
  }

  beforeEach(() => open());
  afterEach(async () => {
    await world.close();
  });

  it('carries a command with its resolved channel, and shows the reply', async () => {
    const lounge = world.guild.addVoiceChannel({ name: 'Lounge' });
    ada.setVoice(lounge.id);
    const served = serve(async (interaction) => {
      const channel = interaction.options.getChannel('channel');
      await interaction.reply(`${interaction.user.displayName} wants ${channel?.name ?? 'nothing'}`);
      return { channelId: interaction.channelId, cached: interaction.inCachedGuild() };
    });
    const record = ada.runCommand('join', { channel: lounge.id });
    expect((await record.reply()).content).toBe('Ada wants Lounge');
    expect(await served).toEqual({ channelId: lounge.id, cached: true });
    expect(record).toMatchObject({ answer: 'message', ephemeral: false, deferred: false });
  });

  it('follows a deferred ephemeral reply through its edits', async () => {
    const served = serve(async (interaction) => {
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply({ embeds: [new EmbedBuilder().setTitle('Connecting')] });
      await interaction.editReply({ embeds: [new EmbedBuilder().setTitle('Listening')] });
      await interaction.followUp({ content: 'one more thing', flags: MessageFlags.Ephemeral });
      return (await interaction.fetchReply()).embeds[0]?.title;
    });
    const record = ada.runCommand('join');
    expect((await record.reply()).embeds[0]?.title).toBe('Connecting');
    await record.when((latest) => latest.text.includes('Listening'));
    expect((await record.followUp()).content).toBe('one more thing');
    expect(await served).toBe('Listening');
    expect([record.deferred, record.ephemeral, record.edits.length]).toEqual([true, true, 2]);
    expect(world.discord.recording.unknownRoutes).toEqual([]);
  });

  it('turns the first follow-up after "thinking" into the answer', async () => {
    const served = serve(async (interaction) => {
      await interaction.deferReply();
      await interaction.followUp('here it is');
    });
    const record = ada.runCommand('join');
    expect((await record.reply()).content).toBe('here it is');
    await served;
    expect(record.followUps).toEqual([]);
  });

  it('lets people press buttons, and both records see the message change', async () => {
    const leave = new ButtonBuilder().setCustomId('leave').setLabel('Leave').setStyle(ButtonStyle.Danger);
    const row = new ActionRowBuilder<ButtonBuilder>().addComponents(leave);
    const served = serve((interaction) => interaction.reply({ content: 'Listening', components: [row] }));
    const command = ada.runCommand('join');
    const message = await command.reply();
    await served;
    expect(message.buttons.map(({ customId, label }) => [customId, label])).toEqual([['leave', 'Leave']]);

    const pressed = serveButton((interaction) => interaction.update({ content: 'Ended', components: [] }));
    const press = ada.pressButton(message, 'leave');
    expect((await press.reply()).content).toBe('Ended');
    await pressed;
    expect(command.latest?.content).toBe('Ended');
    expect(() => ada.pressButton(message, 'leave')).toThrow(/no component/);

    const bob = world.guild.addPerson({ name: 'Bob' });
    const secret = serve((interaction) =>
      interaction.reply({ content: 'psst', components: [row], flags: MessageFlags.Ephemeral }),
    );
    const hidden = await ada.runCommand('join').reply();
    await secret;
    expect(() => bob.pressButton(hidden, 'leave')).toThrow(/cannot see/);
  });

  it('carries selects and modals', async () => {
    const select = new StringSelectMenuBuilder()
      .setCustomId('voice')
      .addOptions({ label: 'Marin', value: 'marin' }, { label: 'Cedar', value: 'cedar' });
    const row = new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(select);
    const served = serve((interaction) => interaction.reply({ components: [row] }));
    const message = await ada.runCommand('join').reply();
    await served;
    const answers = new Promise<string>((resolve) => {
      client.on(Events.InteractionCreate, (interaction) => {
        if (interaction.isStringSelectMenu()) {
          const input = new TextInputBuilder()
            .setCustomId('why')
            .setLabel('Why?')
            .setStyle(TextInputStyle.Short);
          const modal = new ModalBuilder().setCustomId('reason').setTitle(interaction.values.join());
          modal.addComponents(new ActionRowBuilder<TextInputBuilder>().addComponents(input));
          void interaction.showModal(modal);
        }
        if (interaction.isModalSubmit()) {
          const why = interaction.fields.getTextInputValue('why');
          void interaction.reply(`because ${why}`).then(() => resolve(why));
        }
      });
    });
    const chosen = ada.selectOption(message, 'voice', 'cedar');
    expect(await chosen.acknowledged()).toBe('modal');
    expect(chosen.data).toMatchObject({ title: 'cedar' });
    const submitted = ada.submitModal(chosen, { why: 'it is warm' });
    expect((await submitted.reply()).content).toBe('because it is warm');
    expect(await answers).toBe('it is warm');
  });

  it('has no guild and no member in direct messages', async () => {
    const served = serve(async (interaction) => {
      await interaction.reply({ content: 'Only in servers', flags: MessageFlags.Ephemeral });
      return { guildId: interaction.guildId, member: interaction.member, user: interaction.user.username };
    });
    const record = ada.runCommand('join', {}, { direct: true });
    expect((await record.reply()).content).toBe('Only in servers');
    expect(await served).toEqual({ guildId: null, member: null, user: 'ada' });
  });

  it('refuses what a person could not send', () => {
    const text = world.guild.addTextChannel({ name: 'other' });
    expect(() => ada.runCommand('sing')).toThrow(/no command \/sing/);
    expect(() => ada.runCommand('join', { channel: text.id })).toThrow(/cannot be chosen/);
    expect(() => ada.runCommand('settings mode')).toThrow(/needs the option value/);
    expect(() => ada.runCommand('settings mode', { value: 'full' })).toThrow(/not a choice/);
    expect(() => ada.runCommand('settings')).toThrow(/needs a subcommand/);
  });

  it('fills subcommands in', async () => {
    const served = serve(async (interaction) => {
      await interaction.reply('ok');
      return [interaction.options.getSubcommand(), interaction.options.getString('value')];
    });
    await ada.runCommand('settings mode', { value: 'half' }).reply();
    expect(await served).toEqual(['mode', 'half']);
  });

  it('refuses a second acknowledgement with 40060', async () => {
    const served = serve(async (interaction) => {
      await interaction.reply('first');
      const body = { type: 4, data: { content: 'second' } };
      return client.rest.post(`/interactions/${interaction.id}/${interaction.token}/callback`, { body });
    });
    ada.runCommand('join');
    await expect(served).rejects.toMatchObject({ status: 400, code: 40_060 });
  });

  it('refuses embeds and content beyond the limits with 50035 and says where', async () => {
    const fields = Array.from({ length: 26 }, (_, index) => ({ name: `n${index}`, value: 'v' }));
    const served = serve(async (interaction) => {
      const body = { type: 4, data: { content: 'x'.repeat(2_001), embeds: [{ title: 'ok', fields }] } };
      return client.rest.post(`/interactions/${interaction.id}/${interaction.token}/callback`, { body });
    });
    ada.runCommand('join');
    const error = await served.catch((thrown: unknown) => thrown);
    if (!(error instanceof DiscordAPIError)) throw new Error('no Discord error');
    expect(error.code).toBe(50_035);
    expect(error.message).toContain('content[BASE_TYPE_MAX_LENGTH]');
    expect(error.message).toContain('embeds[0].fields[BASE_TYPE_BAD_LENGTH]');
  });

  it('says "did not respond" after three seconds, and takes no answer then', async () => {
    await world.close();
    const clock = new ManualClock();
    await open(clock);
    const asked = serve(async (interaction) => interaction);
    const record = ada.runCommand('join');
    const interaction = await asked;
    clock.advance(2_999);
    expect(record.outcome).toBe('waiting');
    clock.advance(1);
    expect(record.outcome).toBe('did not respond');
    await expect(record.reply()).rejects.toThrow('/join: the application did not respond');
    await expect(interaction.reply('late')).rejects.toMatchObject({ status: 404, code: 10_062 });
  });

  it('leaves no timer and nobody waiting when it stops', async () => {
    await world.close();
    const clock = new ManualClock();
    await open(clock);
    const record = ada.runCommand('join');
    const waiting = record.reply();
    const failed = expect(waiting).rejects.toThrow('the local Discord has stopped');
    await world.close();
    await failed;
    expect(clock.pending).toBe(0);
    expect(world.voice.stopped).toBe(true);
  });

  it('lets the token die after fifteen minutes', async () => {
    await world.close();
    const clock = new ManualClock();
    await open(clock);
    const asked = serve(async (interaction) => {
      await interaction.reply('here');
      return interaction;
    });
    const record = ada.runCommand('join');
    const interaction = await asked;
    await interaction.editReply('still here');
    clock.advance(15 * 60_000);
    expect(record.outcome).toBe('acknowledged');
    await expect(interaction.editReply('too late')).rejects.toMatchObject({ status: 401, code: 50_027 });
  });
});
