import { type Client, Events, type VoiceState } from 'discord.js';
import type { CancelTimer, Clock } from '../clock.ts';
import { leavePayload } from './gatewayPayload.ts';

/** Discord confirms within a round trip; a conversation begins without the confirmation after this. */
const CONFIRM_MS = 3000;

/**
 * Takes the bot out of the voice channel in which Discord still shows it from before the process began: that voice session is
 * nobody's any more, and what Discord tells of its end must not be taken for the end of a new one.
 */
export async function leaveStaleVoice(client: Client<true>, guildId: string, clock: Clock): Promise<void> {
  const guild = client.guilds.cache.get(guildId);
  if (!guild?.voiceStates.cache.get(client.user.id)?.channelId) return;
  let cancel: CancelTimer = () => {};
  let onState: (before: VoiceState, after: VoiceState) => void = () => {};
  const gone = new Promise<void>((resolve) => {
    onState = (_, after) => {
      if (after.guild.id === guildId && after.id === client.user.id && after.channelId === null) resolve();
    };
    client.on(Events.VoiceStateUpdate, onState);
    cancel = clock.after(CONFIRM_MS, resolve);
  });
  guild.shard.send(leavePayload(guildId));
  await gone;
  cancel();
  client.off(Events.VoiceStateUpdate, onState);
}
