import { type Client, Events } from 'discord.js';
import type { GatewayChange } from '../host/messages.ts';
import type { BotServices } from './commandContract.ts';
import type { DiscordGateway } from './discordGateway.ts';
import type { Dispatch } from './dispatch.ts';
import { becomeSpeaker } from './stageSpeaker.ts';
import { ThreadReader } from './threadReader.ts';

/** Passes on what Discord tells of commands, messages, people, channels, guilds and its shards, until the client's listeners are removed. */
export function listenToGateway(
  client: Client<true>,
  gateway: DiscordGateway,
  dispatch: Dispatch,
  services: BotServices,
): void {
  const { directory, log } = services;
  const guildIdsOf = (shardId: number) =>
    [...client.guilds.cache.values()].filter((guild) => guild.shardId === shardId).map(({ id }) => id);
  const shardReady = (shardId: number, change: GatewayChange) => {
    for (const guildId of guildIdsOf(shardId)) directory.gatewayChanged(guildId, change);
    gateway.shardReady(shardId);
    // Who came and went while the shard was away is told by no event.
    for (const guildId of guildIdsOf(shardId)) directory.peopleChanged(guildId);
  };
  const reader = new ThreadReader(services);
  client.on(Events.InteractionCreate, (interaction) => void dispatch.handle(interaction));
  // Without the setting Discord sends no messages.
  client.on(Events.MessageCreate, (message) => void reader.read(message));
  client.on(Events.VoiceStateUpdate, (oldState, newState) => {
    directory.peopleChanged(newState.guild.id);
    if (newState.id === client.user.id) void becomeSpeaker(oldState, newState, log);
  });
  client.on(Events.GuildMemberUpdate, (_, member) => directory.peopleChanged(member.guild.id));
  // What the bot may do where it is may have changed.
  client.on(Events.ChannelUpdate, (_, channel) => {
    if (!channel.isDMBased()) directory.peopleChanged(channel.guildId);
  });
  client.on(Events.GuildRoleUpdate, (_, role) => directory.peopleChanged(role.guild.id));
  client.on(Events.ChannelDelete, (channel) => {
    if (!channel.isDMBased()) directory.channelDeleted(channel.guildId, channel.id);
  });
  client.on(Events.GuildDelete, (guild) => directory.guildRemoved(guild.id));
  client.on(Events.ShardReconnecting, (shardId) => {
    for (const guildId of guildIdsOf(shardId)) directory.gatewayChanged(guildId, 'lost');
  });
  client.on(Events.ShardReady, (shardId) => shardReady(shardId, 'renewed'));
  client.on(Events.ShardResume, (shardId) => shardReady(shardId, 'resumed'));
  client.on(Events.ShardDisconnect, (_, shardId) => {
    for (const guildId of guildIdsOf(shardId)) directory.gatewayLost(guildId);
  });
}
