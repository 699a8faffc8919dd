import { PersonalData } from '../store/personalData.ts';
import type { BotServices } from './commandContract.ts';
import type { Removal } from './transcript/transcriptPages.ts';

/** Deletes all that is kept about a person, and takes their lines out of transcripts as far as it is known where they stand. */
export async function forgetPerson(bot: BotServices, userId: string): Promise<Removal> {
  const cleaned = await bot.transcripts.forget(userId);
  // What is still on its way into the store would come after the deletion.
  await bot.transcriptKeeper.settled();
  const pages = await bot.transcriptPages.of(userId);
  await new PersonalData(bot.store).delete(userId);
  bot.people.forget(userId);
  bot.tools.spoken.forgetPerson(userId);
  const { changed, unreached } = await bot.transcriptPages.remove(userId, pages);
  return { changed: cleaned + changed, unreached };
}
