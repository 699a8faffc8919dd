import { ChannelType, type Guild, PermissionFlagsBits } from 'discord.js';
import type { Words } from '../../words/words.ts';

/** `thread`: one is to be opened under the channel. `chat`: it has no threads (or is one) and is written to itself. */
export type TranscriptTarget = { type: 'thread' | 'chat' } | { refused: string };

type Need = readonly [name: string, permission: bigint];

const VIEW: Need = ['View Channel', PermissionFlagsBits.ViewChannel];
const SEND: Need = ['Send Messages', PermissionFlagsBits.SendMessages];
const OPEN_THREADS: Need = ['Create Public Threads', PermissionFlagsBits.CreatePublicThreads];
const SEND_IN_THREADS: Need = ['Send Messages in Threads', PermissionFlagsBits.SendMessagesInThreads];

/** How a transcript can be written for this channel, or as a sentence why it cannot be, and what to do. */
export function transcriptTarget(guild: Guild, channelId: string, words: Words): TranscriptTarget {
  const channel = guild.channels.cache.get(channelId);
  const { me } = guild.members;
  if (channel === undefined || me === null || !channel.isTextBased())
    return { refused: words('transcript.channelGone') };
  const type = channel.type === ChannelType.GuildText ? 'thread' : 'chat';
  const needed = channel.isThread()
    ? [VIEW, SEND_IN_THREADS]
    : type === 'thread'
      ? [VIEW, OPEN_THREADS, SEND_IN_THREADS]
      : [VIEW, SEND];
  const has = channel.permissionsFor(me);
  const missing = needed.filter(([, permission]) => !has.has(permission));
  if (missing.length === 0) return { type };
  const permissions = missing.map(([name]) => `**${name}**`).join(', ');
  return { refused: words('transcript.missing', { channel: `<#${channelId}>`, permissions }) };
}
