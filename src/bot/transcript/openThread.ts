import { ChannelType, type REST, Routes, ThreadAutoArchiveDuration } from 'discord.js';
import { z } from 'zod';
import { clipText } from '../../tools/clipText.ts';

/** Discord's limit. */
const MAX_NAME_CHARACTERS = 100;

const threadSchema = z.looseObject({ id: z.string() });

/** Opens a public thread under a text channel and answers its id. @throws whatever the request failed with */
export async function openThread(rest: REST, channelId: string, name: string): Promise<string> {
  const body = {
    name: clipText(name, MAX_NAME_CHARACTERS),
    type: ChannelType.PublicThread,
    auto_archive_duration: ThreadAutoArchiveDuration.OneDay,
  };
  return threadSchema.parse(await rest.post(Routes.threads(channelId), { body })).id;
}
