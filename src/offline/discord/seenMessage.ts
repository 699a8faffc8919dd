import { ComponentType } from 'discord-api-types/v10';
import { flattenComponents } from './componentLimits.ts';
import { asJsonObject, asJsonObjects, type JsonObject } from './jsonObject.ts';
import type { MessageState } from './messageBook.ts';

export interface SeenButton {
  readonly customId: string | undefined;
  readonly label: string;
  readonly style: number;
  readonly disabled: boolean;
  readonly url: string | undefined;
}

export interface SeenSelect {
  readonly customId: string;
  readonly placeholder: string;
  readonly disabled: boolean;
  readonly options: readonly {
    readonly label: string;
    readonly value: string;
    readonly description: string;
  }[];
}

export interface SeenEmbed {
  readonly title: string;
  readonly description: string;
  readonly color: number | undefined;
  readonly author: string;
  readonly footer: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  /** The address of its picture; empty without one. */
  readonly image: string;
}

/** A message as a person sees it at one moment. */
export interface SeenMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly content: string;
  readonly embeds: readonly SeenEmbed[];
  readonly buttons: readonly SeenButton[];
  readonly selects: readonly SeenSelect[];
  /** The files beside it. */
  readonly attachments: readonly { readonly name: string; readonly bytes: number }[];
  /** Only one person can see it. */
  readonly ephemeral: boolean;
  /** Everything readable, joined by line breaks: content, embeds, text displays, button labels. */
  readonly text: string;
  /** Monotonic time of this version, on the local Discord's clock. */
  readonly atMs: number;
}

/** What a person sees of a stored message. */
export function seenMessage(message: MessageState): SeenMessage {
  const components = flattenComponents(message.components);
  const embeds = message.embeds.map(seenEmbed);
  const buttons = components.filter(({ type }) => type === ComponentType.Button).map(seenButton);
  const displays = components.filter(({ type }) => type === ComponentType.TextDisplay);
  const lines = [
    message.content,
    ...embeds.flatMap((embed) => [
      embed.author,
      embed.title,
      embed.description,
      ...embed.fields.flatMap((field) => [field.name, field.value]),
      embed.footer,
    ]),
    ...pollLines(message.poll),
    ...displays.map(({ content }) => textOf(content)),
    ...buttons.map((button) => button.label),
  ];
  return {
    id: message.id,
    channelId: message.channelId,
    authorId: message.authorId,
    content: message.content,
    embeds,
    buttons,
    selects: components.filter(isSelect).map(seenSelect),
    attachments: message.attachments.map(({ filename, size }) => ({
      name: textOf(filename),
      bytes: typeof size === 'number' ? size : 0,
    })),
    ephemeral: message.visibleTo !== undefined,
    text: lines.filter((line) => line !== '').join('\n'),
    atMs: message.changedMs,
  };
}

function pollLines(poll: JsonObject | undefined): string[] {
  if (poll === undefined) return [];
  const answers = asJsonObjects(poll.answers).map((answer) => textOf(asJsonObject(answer.poll_media).text));
  return [textOf(asJsonObject(poll.question).text), ...answers];
}

function seenEmbed(embed: JsonObject): SeenEmbed {
  return {
    title: textOf(embed.title),
    description: textOf(embed.description),
    color: typeof embed.color === 'number' ? embed.color : undefined,
    author: textOf(asJsonObject(embed.author).name),
    footer: textOf(asJsonObject(embed.footer).text),
    fields: asJsonObjects(embed.fields).map(({ name, value }) => ({
      name: textOf(name),
      value: textOf(value),
    })),
    image: textOf(asJsonObject(embed.image).url),
  };
}

function seenButton(button: JsonObject): SeenButton {
  return {
    customId: typeof button.custom_id === 'string' ? button.custom_id : undefined,
    label: textOf(button.label),
    style: typeof button.style === 'number' ? button.style : 0,
    disabled: button.disabled === true,
    url: typeof button.url === 'string' ? button.url : undefined,
  };
}

function isSelect({ type, custom_id: id }: JsonObject): boolean {
  return (
    typeof id === 'string' &&
    typeof type === 'number' &&
    type >= ComponentType.StringSelect &&
    type !== ComponentType.TextInput &&
    type <= ComponentType.ChannelSelect
  );
}

function seenSelect(select: JsonObject): SeenSelect {
  return {
    customId: textOf(select.custom_id),
    placeholder: textOf(select.placeholder),
    disabled: select.disabled === true,
    options: asJsonObjects(select.options).map(({ label, value, description }) => ({
      label: textOf(label),
      value: textOf(value),
      description: textOf(description),
    })),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
