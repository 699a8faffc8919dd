import { ComponentType, InteractionType } from 'discord-api-types/v10';
import { commandData, findCommand } from './commandLookup.ts';
import { fillOptions, type OptionValues } from './commandOptions.ts';
import { flattenComponents } from './componentLimits.ts';
import { directChannelOf } from './directChannel.ts';
import type { InteractionPlace } from './interactionPayload.ts';
import type { InteractionRecord } from './interactionRecord.ts';
import { asJsonObjects, type JsonObject } from './jsonObject.ts';
import type { LocalParts } from './localParts.ts';
import type { MessageState } from './messageBook.ts';
import { filledModal } from './modalForm.ts';
import { channelPermissions, includes } from './permissions.ts';
import { resolveEntities } from './resolveEntities.ts';
import { type SeenMessage, seenMessage } from './seenMessage.ts';
import type { VoiceSeat } from './voiceStates.ts';
import type { ApplicationState, GuildState, UserState, VoiceState } from './worldState.ts';

/** Where a command is typed. Default: the person's voice channel, else the guild's first channel they can see. */
export interface CommandPlace {
  readonly channelId?: string;
  /** In the direct messages with the bot: no guild is known there. */
  readonly direct?: boolean;
  /** Whose command it is, when several applications have one of that name. */
  readonly applicationId?: string;
}

/** A member of a local guild: does what people do, and sees what people see. */
export class LocalPerson {
  readonly id: string;
  readonly guildId: string;
  readonly #guild: GuildState;
  readonly #user: UserState;
  readonly #parts: LocalParts;

  constructor(guild: GuildState, user: UserState, parts: LocalParts) {
    this.id = user.id;
    this.guildId = guild.id;
    this.#guild = guild;
    this.#user = user;
    this.#parts = parts;
  }

  /** The name shown in the guild. */
  get name(): string {
    return this.#guild.members.get(this.id)?.nickname ?? this.#user.globalName ?? this.#user.username;
  }

  get voiceState(): Readonly<VoiceState> | undefined {
    return this.#guild.voiceStates.get(this.id);
  }

  /** Enters a voice channel (or moves there) and answers what a voice client needs to connect. */
  setVoice(channelId: string, flags?: { selfMute?: boolean; selfDeaf?: boolean }): VoiceSeat;
  /** Leaves voice. */
  setVoice(channelId: null): undefined;
  setVoice(
    channelId: string | null,
    flags: { selfMute?: boolean; selfDeaf?: boolean } = {},
  ): VoiceSeat | undefined {
    const { voiceStates } = this.#parts;
    if (channelId !== null) return voiceStates.seat(this.#guild, this.id, channelId, flags);
    voiceStates.leave(this.#guild, this.id);
    return undefined;
  }

  /** Calls back when the person leaves voice, or is moved (with the new seat). Answers how to stop that. */
  onVoiceChange(listener: (seat: VoiceSeat | undefined) => void): () => void {
    return this.#parts.voiceStates.onSeat(this.#guild, this.id, listener);
  }

  /** Writes a message, as people do, with empty files of these names. */
  say(channelId: string, content: string, fileNames: readonly string[] = []): SeenMessage {
    const form = {
      content,
      embeds: undefined,
      components: undefined,
      attachments: fileNames.map((filename) => ({
        id: this.#parts.snowflakes.next(),
        filename,
        size: 0,
        url: '',
        proxy_url: '',
      })),
      flags: 0,
      replyTo: undefined,
    };
    const made = { channelId, guildId: this.guildId, authorId: this.id, applicationId: undefined };
    return seenMessage(this.#parts.messages.create(form, made));
  }

  /**
   * Types a slash command; a subcommand follows the name after a space. Options: text, numbers, yes/no; people, channels, roles
   * by id. Throws where Discord's own client would not let the person send it: not registered, not allowed, wrong options.
   */
  runCommand(name: string, values: OptionValues = {}, where: CommandPlace = {}): InteractionRecord {
    const { command, application, place, path } = this.#prepare(name, where);
    const invoker = this.#user;
    const guild = place.guild;
    const filled = fillOptions(command, path, values, { world: this.#parts.world, guild, invoker });
    return this.#parts.desk.start({
      type: InteractionType.ApplicationCommand,
      what: `/${name}`,
      application,
      place,
      data: commandData(command, filled.options, { resolved: filled.resolved }),
    });
  }

  /** Types the beginning of an option that has autocomplete; the record's `data` will hold the choices. */
  startTyping(name: string, option: string, typed: string, where: CommandPlace = {}): InteractionRecord {
    const { command, application, place, path } = this.#prepare(name, where);
    const inside = path.reduce(
      (outer, part) => asJsonObjects(outer.options).find((entry) => entry.name === part) ?? {},
      command,
    );
    const known = asJsonObjects(inside.options).find((entry) => entry.name === option);
    if (known?.autocomplete !== true) throw new Error(`/${name} has no option ${option} with autocomplete`);
    const typing: JsonObject = { type: known.type, name: option, value: typed, focused: true };
    const [subcommand] = path;
    const options =
      subcommand === undefined ? [typing] : [{ type: inside.type, name: subcommand, options: [typing] }];
    return this.#parts.desk.start({
      type: InteractionType.ApplicationCommandAutocomplete,
      what: `/${name} ${option}`,
      application,
      place,
      data: commandData(command, options, {}),
    });
  }

  /** Presses a button of a message, as the message is now. Throws if it is not there, disabled, or not for this person. */
  pressButton(message: SeenMessage, customId: string): InteractionRecord {
    const { state, component } = this.#component(message, customId);
    if (component.type !== ComponentType.Button) throw new Error(`${customId} is no button`);
    return this.#useComponent(state, component, `button ${customId}`, {});
  }

  /** Chooses options of a text select, by value. */
  selectOption(message: SeenMessage, customId: string, ...values: readonly string[]): InteractionRecord {
    const { state, component } = this.#component(message, customId);
    const offered = asJsonObjects(component.options).map(({ value }) => value);
    const stray = values.find((value) => !offered.includes(value));
    if (component.type !== ComponentType.StringSelect || stray !== undefined)
      throw new Error(`${customId} does not offer ${stray ?? 'text options'}`);
    return this.#useComponent(state, component, `select ${customId}`, { values: [...values] });
  }

  /** Chooses roles or channels, by id; none at all where the menu allows it. */
  selectEntities(message: SeenMessage, customId: string, ...ids: readonly string[]): InteractionRecord {
    const { state, component } = this.#component(message, customId);
    const { type } = component;
    const most = Number(component.max_values ?? 1);
    if (ids.length > most || ids.length < Number(component.min_values ?? 1))
      throw new Error(`${customId} does not take ${ids.length}`);
    const resolved = resolveEntities(Number(type), ids, this.#guild, this.id);
    return this.#useComponent(state, component, `select ${customId}`, { values: [...ids], resolved });
  }

  /** Fills in the modal that an interaction was answered with: text by the inputs' custom ids. */
  submitModal(record: InteractionRecord, values: Readonly<Record<string, string>>): InteractionRecord {
    const modal = record.data;
    const origin = this.#parts.desk.originOf(record);
    if (record.answer !== 'modal' || modal === undefined || origin === undefined)
      throw new Error(`${record.what} was not answered with a modal`);
    return this.#parts.desk.start({
      type: InteractionType.ModalSubmit,
      what: `modal ${String(modal.custom_id)}`,
      application: origin.application,
      place: origin.place,
      data: { custom_id: modal.custom_id, components: filledModal(modal, values) },
      ...(origin.message === undefined ? {} : { message: origin.message }),
    });
  }

  #prepare(name: string, where: CommandPlace) {
    const { world, snowflakes } = this.#parts;
    const [first = '', ...path] = name.split(' ');
    const direct = where.direct === true;
    const { command, application } = findCommand(first, {
      world,
      user: this.#user,
      home: this.#guild,
      direct,
      applicationId: where.applicationId,
    });
    const place: InteractionPlace = direct
      ? {
          user: this.#user,
          guild: undefined,
          channelId: directChannelOf(world, snowflakes, this.id, application.id).id,
        }
      : this.#place(where);
    return { command, application, path, place };
  }

  #place(where: CommandPlace): InteractionPlace {
    const mayUse = (channelId: string): boolean => {
      const channel = this.#guild.channels.get(channelId);
      if (channel === undefined) return false;
      const permissions = channelPermissions(this.#guild, channel, this.id);
      return includes(permissions, 'ViewChannel', 'UseApplicationCommands');
    };
    const wished = where.channelId ?? this.voiceState?.channelId;
    const channelId = wished ?? [...this.#guild.channels.keys()].find(mayUse);
    if (channelId === undefined || !mayUse(channelId))
      throw new Error(`${this.name} cannot use commands in channel ${channelId ?? '(there is none)'}`);
    return { user: this.#user, guild: this.#guild, channelId };
  }

  #component(message: SeenMessage, customId: string): { state: MessageState; component: JsonObject } {
    const state = this.#parts.messages.find(message.id);
    if (state === undefined) throw new Error('the message is gone');
    if (state.visibleTo !== undefined && state.visibleTo !== this.id)
      throw new Error(`${this.name} cannot see that message`);
    const component = flattenComponents(state.components).find((entry) => entry.custom_id === customId);
    if (component === undefined) throw new Error(`the message has no component ${customId}`);
    if (component.disabled === true) throw new Error(`${customId} is disabled`);
    return { state, component };
  }

  #useComponent(
    state: MessageState,
    component: JsonObject,
    what: string,
    extra: JsonObject,
  ): InteractionRecord {
    const application = this.#applicationOf(state);
    return this.#parts.desk.start({
      type: InteractionType.MessageComponent,
      what,
      application,
      place: {
        user: this.#user,
        guild: state.guildId === undefined ? undefined : this.#guild,
        channelId: state.channelId,
      },
      data: { component_type: component.type, custom_id: component.custom_id, id: component.id, ...extra },
      message: state,
    });
  }

  #applicationOf(state: MessageState): ApplicationState {
    const application =
      state.applicationId === undefined ? undefined : this.#parts.world.applications.get(state.applicationId);
    if (application === undefined) throw new Error('the message is from no application');
    return application;
  }
}
