import type { LocalChannel } from '../discord/localChannel.ts';
import type { HearingLog } from '../discord/voice/hearingLog.ts';
import { modelVoice } from '../realtime/modelVoice.ts';
import type { BotProcess } from '../world/botProcess.ts';
import type { LocalWorld } from '../world/localWorld.ts';
import type { Talker } from '../world/talker.ts';
import { DemoMind, type Remembered } from './demoMind.ts';
import { BOT_REALTIME_VOICE, PEOPLE, type PersonName, SCREENPLAY, spokenText } from './screenplay.ts';
import { readWireSpeech } from './wireSpeech.ts';

/** One person of the demo; the ears are kept beside the person because they outlast the visit. */
export interface Actor {
  name: PersonName;
  talker: Talker;
  ears: HearingLog;
}

/** Everybody and everything that takes part, ready to begin. */
export interface Cast {
  world: LocalWorld;
  bot: BotProcess;
  channel: LocalChannel;
  mind: DemoMind;
  actors: readonly Actor[];
}

/** Puts people into a channel, teaches the model their sentences, and starts the bot as a process of its own. */
export async function assemble(world: LocalWorld): Promise<Cast> {
  const { model } = world;
  const mind = new DemoMind({
    speak: (text) => model.speech.synthesize(text, { voice: modelVoice(BOT_REALTIME_VOICE) }),
    speakerOf: (itemId) =>
      readWireSpeech(model.recording.events).find((speech) => speech.itemId === itemId)?.speaker,
  });
  model.script.brain = mind.think;
  const starting = world.startBot({ REALTIME_VOICE: BOT_REALTIME_VOICE });
  // A bot that does not start is told by the await below; until then the rejection must not count as unhandled.
  starting.catch(() => {});
  await rehearse(world, mind);
  const channel = world.addVoiceChannel('Lounge');
  const actors: Actor[] = [];
  for (const { name, voice } of PEOPLE) {
    const talker = world.addTalker(name, world.guild, voice);
    await talker.join(channel);
    actors.push({ name, talker, ears: talker.heard });
  }
  return { world, bot: await starting, channel, mind, actors };
}

/** Teaches the model what people will say, and makes the sound of its answers, so that neither takes time later. */
async function rehearse({ model }: LocalWorld, mind: DemoMind): Promise<void> {
  let memory: Remembered[] = [];
  for (const { lines, unanswered } of SCREENPLAY) {
    for (const { speaker, sentences } of lines) {
      const voice = PEOPLE.find(({ name }) => name === speaker)?.voice;
      for (const sentence of sentences) {
        const pcm = await model.speech.synthesize(spokenText(sentence), voice === undefined ? {} : { voice });
        model.phrases.add({ text: sentence, pcm });
        memory.push({ sentence, speaker });
      }
    }
    if (unanswered) continue;
    await mind.rehearse(memory);
    memory = [];
  }
}

/** The one with that name. @throws Error when nobody has it */
export function actorNamed(cast: Cast, name: PersonName): Actor {
  const actor = cast.actors.find((one) => one.name === name);
  if (actor === undefined) throw new Error(`nobody is called ${name}`);
  return actor;
}

/** Everybody but the one with that name. */
export function othersThan(cast: Cast, name: PersonName): Actor[] {
  return cast.actors.filter((one) => one.name !== name);
}
