import type { MessageBook, MessageState } from './messageBook.ts';
import { type MessageForm, readMessage } from './messageLimits.ts';
import { channelPermissions, includes, type PermissionName } from './permissions.ts';
import { type ChannelAccess, channelOf } from './restAccess.ts';
import { attachmentsOf } from './restBody.ts';
import { missingPermissions, RestError, threadArchived, unknownThing } from './restError.ts';
import { caller, NO_CONTENT, ok, param, type RestRequest, type RestRoute } from './restRoute.ts';
import type { SnowflakeMint } from './snowflake.ts';
import type { WorldDeeds } from './worldDeeds.ts';
import type { WorldState } from './worldState.ts';

const DEFAULT_PAGE = 50;
const MAX_PAGE = 100;
const CANNOT_EDIT_OTHERS = 50_005;

export interface MessageRoutesParts {
  readonly world: WorldState;
  readonly messages: MessageBook;
  readonly snowflakes: SnowflakeMint;
  readonly deeds: WorldDeeds;
}

/** Messages that a bot posts, edits, reads and deletes in channels. */
export function messageRoutes({ world, messages, snowflakes, deeds }: MessageRoutesParts): RestRoute[] {
  const base = '/channels/:channelId/messages';
  const form = (request: RestRequest, purpose: 'create' | 'edit', access: ChannelAccess): MessageForm => {
    const read = readMessage(request.body, purpose, request.files.length);
    const uploaded = attachmentsOf(request.body, request.files, () => snowflakes.next());
    // Without Embed Links Discord takes the message and silently leaves the embeds out.
    const embeds = may(access, caller(request).botUserId, 'EmbedLinks') ? read.embeds : read.embeds && [];
    return { ...read, embeds, attachments: uploaded ?? read.attachments };
  };
  const writable = (request: RestRequest, purpose: 'create' | 'edit'): ChannelAccess => {
    const access = channelOf(world, request);
    const { guild, channel } = access;
    if (guild === undefined || channel === undefined) return access;
    const { thread } = channel;
    const needed = thread === undefined ? 'SendMessages' : 'SendMessagesInThreads';
    if (purpose === 'create' && !may(access, caller(request).botUserId, needed)) throw missingPermissions();
    if (thread?.archived !== true) return access;
    const moderator = may(access, caller(request).botUserId, 'ManageThreads');
    // A new message wakes a thread that is not locked; nothing else may be done to one that sleeps.
    if (purpose === 'edit' || (thread.locked && !moderator)) throw threadArchived();
    deeds.setThread(guild, channel, { archived: false });
    return access;
  };
  const find = (request: RestRequest): MessageState => {
    const message = messages.get(param(request, 'messageId'));
    if (message.channelId !== param(request, 'channelId') || message.visibleTo !== undefined)
      throw unknownThing('Message');
    return message;
  };
  return [
    {
      method: 'GET',
      pattern: base,
      handle: (request) => {
        const { channelId } = channelOf(world, request, 'ReadMessageHistory');
        const limit = Math.min(Number(request.query.get('limit') ?? DEFAULT_PAGE) || DEFAULT_PAGE, MAX_PAGE);
        return ok(messages.inChannel(channelId).reverse().slice(0, limit).map(wire));
      },
    },
    {
      method: 'POST',
      pattern: base,
      handle: (request) => {
        const access = writable(request, 'create');
        const { id, botUserId } = caller(request);
        const wanted = form(request, 'create', access);
        if (wanted.poll !== undefined && !may(access, botUserId, 'SendPolls')) throw missingPermissions();
        const made = messages.create(wanted, {
          channelId: access.channelId,
          guildId: access.guild?.id,
          authorId: botUserId,
          applicationId: id,
        });
        return ok(messages.wire(made));
      },
    },
    {
      method: 'GET',
      pattern: `${base}/:messageId`,
      handle: (request) => {
        channelOf(world, request, 'ReadMessageHistory');
        return ok(messages.wire(find(request)));
      },
    },
    {
      method: 'PATCH',
      pattern: `${base}/:messageId`,
      handle: (request) => {
        const access = writable(request, 'edit');
        const message = find(request);
        if (message.authorId !== caller(request).botUserId)
          throw new RestError(403, CANNOT_EDIT_OTHERS, 'Cannot edit a message authored by another user');
        return ok(messages.wire(messages.edit(message, form(request, 'edit', access))));
      },
    },
    {
      method: 'DELETE',
      pattern: `${base}/:messageId`,
      handle: (request) => {
        const { guild, channel } = channelOf(world, request);
        const message = find(request);
        const { botUserId } = caller(request);
        const own = message.authorId === botUserId;
        const may =
          guild !== undefined &&
          channel !== undefined &&
          includes(channelPermissions(guild, channel, botUserId), 'ManageMessages');
        if (!own && !may) throw missingPermissions();
        messages.delete(message);
        return NO_CONTENT;
      },
    },
    {
      method: 'POST',
      pattern: '/channels/:channelId/typing',
      handle: (request) => {
        channelOf(world, request, 'SendMessages');
        return NO_CONTENT;
      },
    },
  ];

  function wire(message: MessageState) {
    return messages.wire(message);
  }
}

function may({ guild, channel }: ChannelAccess, userId: string, permission: PermissionName): boolean {
  if (guild === undefined || channel === undefined) return true;
  return includes(channelPermissions(guild, channel, userId), permission);
}
