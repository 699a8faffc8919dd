import { z } from 'zod';
import { invalidForm, parseForm } from './formErrors.ts';
import { wireStage } from './gatewayPayloads.ts';
import { channelPermissions, includes } from './permissions.ts';
import { channelOf, guildOf } from './restAccess.ts';
import { missingPermissions, unknownThing } from './restError.ts';
import { caller, NO_CONTENT, ok, param, type RestRequest, type RestRoute } from './restRoute.ts';
import type { VoiceStates } from './voiceStates.ts';
import type { WorldState } from './worldState.ts';

const voiceStateEditSchema = z.object({
  channel_id: z.string().nullish(),
  suppress: z.boolean().nullish(),
  request_to_speak_timestamp: z.string().nullish(),
});

export interface StageRoutesParts {
  readonly world: WorldState;
  readonly voiceStates: VoiceStates;
}

/** Speaking on a stage: "Modify Current User Voice State" and "Modify User Voice State" of Discord's reference. */
export function stageRoutes({ world, voiceStates }: StageRoutesParts): RestRoute[] {
  const edit = (request: RestRequest, userId: string) => {
    const guild = guildOf(world, request);
    const asked = parseForm(voiceStateEditSchema, request.body ?? {});
    const state = guild.voiceStates.get(userId);
    const channel = state === undefined ? undefined : guild.channels.get(state.channelId);
    if (state === undefined || channel === undefined) throw unknownThing('Voice State');
    if (channel.kind !== 'stage' || (asked.channel_id != null && asked.channel_id !== channel.id)) {
      throw invalidForm([
        {
          path: ['channel_id'],
          code: 'INVALID_STAGE_CHANNEL',
          message: 'Must be the stage channel the user is in',
        },
      ]);
    }
    const { botUserId } = caller(request);
    const own = userId === botUserId;
    const permissions = channelPermissions(guild, channel, botUserId);
    const moderates = includes(permissions, 'MuteMembers');
    // One may always step down oneself; stepping up, or deciding for others, takes Mute Members.
    if (asked.suppress != null && !moderates && !(own && asked.suppress)) throw missingPermissions();
    if (asked.request_to_speak_timestamp != null && !includes(permissions, 'RequestToSpeak'))
      throw missingPermissions();
    if (asked.request_to_speak_timestamp !== undefined)
      state.requestToSpeakAt = asked.request_to_speak_timestamp;
    if (asked.suppress != null) {
      state.suppress = asked.suppress;
      if (!asked.suppress) state.requestToSpeakAt = null;
    }
    voiceStates.tell(guild, state);
    return NO_CONTENT;
  };
  return [
    {
      method: 'GET',
      pattern: '/stage-instances/:channelId',
      handle: (request) => {
        const { channel } = channelOf(world, request);
        if (channel?.stage === undefined) throw unknownThing('Stage Instance');
        return ok(wireStage(channel, channel.stage));
      },
    },
    {
      method: 'PATCH',
      pattern: '/guilds/:guildId/voice-states/:userId',
      handle: (request) => {
        const userId = param(request, 'userId');
        return edit(request, userId === '@me' ? caller(request).botUserId : userId);
      },
    },
  ];
}
