import { ChannelType, type GuildMember, PermissionFlagsBits } from 'discord.js';

/** What keeps the bot from hearing or being heard where it is, though it is connected. Each has a sentence. */
export type VoiceHindrance =
  | 'hinderedDeafened'
  | 'hinderedMuted'
  | 'hinderedAudience'
  | 'hinderedSpeak'
  | 'hinderedConnect';

/**
 * What hinders the bot in its voice channel right now, by what Discord's gateway told so far; `undefined`: nothing, or it is in no
 * channel.
 */
export function voiceHindrance(me: GuildMember | null): VoiceHindrance | undefined {
  if (me === null) return undefined;
  const { channel, serverDeaf, serverMute, suppress } = me.voice;
  if (channel === null) return undefined;
  if (serverDeaf) return 'hinderedDeafened';
  if (serverMute) return 'hinderedMuted';
  const permissions = channel.permissionsFor(me);
  if (channel.type === ChannelType.GuildStageVoice) return suppress ? 'hinderedAudience' : undefined;
  if (suppress || !permissions.has(PermissionFlagsBits.Speak)) return 'hinderedSpeak';
  return permissions.has(PermissionFlagsBits.Connect) ? undefined : 'hinderedConnect';
}
