import { setTimeout as sleep } from 'node:timers/promises';
import { FRAME_SAMPLES, msToSamples } from '../../src/audio/format.ts';
import { followFrames } from '../sound/followFrames.ts';
import { decodePackets } from '../sound/throughCodec.ts';
import type { BenchWorld } from '../world/benchWorld.ts';
import { modelHeard } from '../world/modelCalls.ts';
import type { Stage, StageConversation } from '../world/stage.ts';

/** The last bit of a frame may lie in the next append when two decoders differ by some samples. */
const FRAME_END_TOLERANCE = msToSamples(1);
/** Late appends are part of the answer: they are waited for. */
const LATE_MS = 500;

/**
 * For each spoken packet whose sound can be found again at the model: the time from the voice server, which sent it to the
 * bot, to the append that holds its sound, in ms. The sound itself tells where it went, so that silence put in or sound left
 * out on the way does not shift the count.
 */
export async function packetDelays(
  world: BenchWorld,
  stage: Stage,
  conversation: StageConversation,
  spoken: { packets: readonly Buffer[]; sinceMs: number },
): Promise<number[]> {
  await sleep(LATE_MS);
  const sent = stage.sentToBot(conversation, spoken.sinceMs).filter(({ silence }) => !silence);
  const { conversationId } = conversation;
  const { pcm, appends } = await world.model.call(modelHeard, { conversationId });
  let endSample = 0;
  const ends = appends.map(({ atMs, samples }) => {
    endSample += samples;
    return { endSample, atMs };
  });
  return followFrames(decodePackets(spoken.packets), pcm).flatMap(({ frame, at }) => {
    const append = ends.find((one) => one.endSample >= at + FRAME_SAMPLES - FRAME_END_TOLERANCE);
    const packet = sent[frame];
    return append === undefined || packet === undefined ? [] : [append.atMs - packet.atMs];
  });
}
