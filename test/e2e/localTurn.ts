import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../../src/offline/realtime/brain.ts';
import type { RecordedEvent } from '../../src/offline/realtime/recording.ts';
import { joinSounds } from '../../src/offline/speech/soundSource.ts';
import type { Room } from './room.ts';

/** Turns are decided by the bot itself. */
export const LOCAL_TURNS = { REALTIME_VAD: 'speculative' };

/** Somebody takes a breath. Timed by the machine's clock because that is what a pause is. */
export const pause = (ms: number): Promise<void> => sleep(ms);

/**
 * Whatever the model is asked from now on, this is its answer. (A queue of answers would run out of step with the turns where the
 * machine stops in the middle of a word, which looks like the end of one.)
 */
export function answerWith(room: Room, answer: Answer): void {
  room.world.model.script.brain = () => answer;
}

/** The events of this type that the bot has sent since then. */
export function sentByBot(room: Room, type: string, after = -1): RecordedEvent[] {
  return room.world.model.recording
    .ofType(type)
    .filter(({ direction, index }) => direction === 'fromClient' && index > after);
}

/**
 * The conversation as the model has it: notes as they are, people's sound as `audio`, the bot's as `answer`. One turn may have become
 * several items, where a pause (or the machine's) looked like its end: that is once `audio` all the same.
 */
export function itemsOf(room: Room, from = 0): string[] {
  const items = room.world.model.session.items.slice(from).map((item) => {
    if (item.type !== 'message') return item.type;
    if (item.role === 'assistant') return 'answer';
    return item.content.map((part) => (part.type === 'input_text' ? (part.text ?? '') : 'audio')).join(' ');
  });
  return items.filter((item, index) => item !== 'audio' || items[index - 1] !== 'audio');
}

/** All that people said as far as the model has it, in the order of its items. */
export function committedSound(room: Room, fromItem = 0): Int16Array {
  const sounds = room.world.model.session.items
    .slice(fromItem)
    .filter(({ role }) => role === 'user')
    .flatMap(({ content }) => content.flatMap(({ pcm }) => (pcm === undefined ? [] : [pcm])));
  return joinSounds(...sounds);
}

/** Resolves with the next `response.create`. */
export function untilAsked(room: Room, after: number): Promise<RecordedEvent> {
  return room.world.model.recording.untilEvent('response.create', { after });
}
