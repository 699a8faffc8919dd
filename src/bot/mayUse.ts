import type { CommandCall, ComponentUse } from './commandContract.ts';

/**
 * May this person use that command, as the server's admins have decided in Discord? A slash command only comes from people who
 * may; at every press on what it showed that is asked again, for it may have been taken from them meanwhile.
 */
export async function mayUse(
  { interaction, bot }: CommandCall | ComponentUse,
  name: string,
): Promise<boolean> {
  if (interaction.isChatInputCommand()) return interaction.commandName === name;
  return bot.access.mayUse(name, {
    guildId: interaction.guildId,
    userId: interaction.user.id,
    roleIds: [...interaction.member.roles.cache.keys()],
    permissions: interaction.memberPermissions,
  });
}
