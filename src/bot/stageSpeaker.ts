import { ChannelType, PermissionFlagsBits, type VoiceState } from 'discord.js';
import type { Logger } from '../observe/logger.ts';
import { loggableError } from './loggableError.ts';

/**
 * Who joins a stage is audience: becomes a speaker where the bot may, asks to speak where it may only ask. Called with the
 * bot's own voice states; acts only on entering a channel, so that a moderator who sends it back down is not fought.
 */
export async function becomeSpeaker(oldState: VoiceState, newState: VoiceState, log: Logger): Promise<void> {
  const { channel } = newState;
  const entered = channel !== null && oldState.channelId !== newState.channelId;
  if (!entered || channel.type !== ChannelType.GuildStageVoice || newState.suppress !== true) return;
  const { me } = channel.guild.members;
  const permissions = me === null ? undefined : channel.permissionsFor(me);
  try {
    if (permissions?.has(PermissionFlagsBits.MuteMembers)) await newState.setSuppressed(false);
    else if (permissions?.has(PermissionFlagsBits.RequestToSpeak)) await newState.setRequestToSpeak(true);
    else log.warn({ channelId: channel.id }, 'on a stage without the right to speak or to ask for it');
  } catch (error) {
    log.warn({ err: loggableError(error), channelId: channel.id }, 'could not become a speaker on the stage');
  }
}
