import { ChannelType } from 'discord-api-types/v10';
import { z } from 'zod';
import { parseForm } from './formErrors.ts';
import { wireChannel } from './gatewayPayloads.ts';
import { channelOf } from './restAccess.ts';
import { missingPermissions, RestError, unknownThing } from './restError.ts';
import { caller, ok, type RestReply, type RestRequest, type RestRoute } from './restRoute.ts';
import type { SnowflakeMint } from './snowflake.ts';
import type { WorldDeeds } from './worldDeeds.ts';
import type { ChannelState, WorldState } from './worldState.ts';

const CREATED = 201;
const WRONG_CHANNEL_TYPE = 50_024;
const USUAL_ARCHIVE_MINUTES = 4_320;

/** "Start Thread without Message" in Discord's reference; private threads are not opened here. */
const threadSchema = z.object({
  name: z.string().min(1).max(100),
  type: z.literal(ChannelType.PublicThread),
  auto_archive_duration: z
    .union([z.literal(60), z.literal(1_440), z.literal(4_320), z.literal(10_080)])
    .nullish(),
});

const wakeSchema = z.strictObject({ archived: z.literal(false) });

export interface ThreadRoutesParts {
  readonly world: WorldState;
  readonly deeds: WorldDeeds;
  readonly snowflakes: SnowflakeMint;
}

/** Public threads under text channels; voice and stage channels have none. */
export function threadRoutes({ world, deeds, snowflakes }: ThreadRoutesParts): RestRoute[] {
  return [
    {
      method: 'POST',
      pattern: '/channels/:channelId/threads',
      handle: (request) => {
        const { guild, channel } = channelOf(world, request, 'CreatePublicThreads');
        if (guild === undefined || channel?.kind !== 'text')
          throw new RestError(400, WRONG_CHANNEL_TYPE, 'Cannot execute action on this channel type');
        const form = parseForm(threadSchema, request.body);
        const thread: ChannelState = {
          id: snowflakes.next(),
          guildId: guild.id,
          kind: 'thread',
          name: form.name,
          position: 0,
          userLimit: 0,
          bitrate: 0,
          rtcRegion: null,
          status: null,
          overwrites: new Map(),
          stage: undefined,
          thread: {
            parentId: channel.id,
            ownerId: caller(request).botUserId,
            createdAt: new Date().toISOString(),
            archiveAfterMinutes: form.auto_archive_duration ?? USUAL_ARCHIVE_MINUTES,
            archived: false,
            locked: false,
          },
        };
        deeds.addThread(guild, thread);
        return { status: CREATED, body: wireChannel(thread) };
      },
    },
  ];
}

/** "Modify Channel" of a thread that is not locked, by who may write in it: it wakes up. Nothing else of it is to be had here. */
export function wakeThread(world: WorldState, deeds: WorldDeeds, request: RestRequest): RestReply {
  const { guild, channel } = channelOf(world, request, 'SendMessagesInThreads');
  if (guild === undefined || channel?.thread === undefined) throw unknownThing('Channel');
  parseForm(wakeSchema, request.body);
  if (channel.thread.locked) throw missingPermissions();
  deeds.setThread(guild, channel, { archived: false });
  return ok(wireChannel(channel));
}
