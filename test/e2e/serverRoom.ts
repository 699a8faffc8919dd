import { onTestFinished } from 'vitest';
import { Room, type RoomOptions } from './room.ts';

/** An answer that leaves enough time to interrupt it. */
export const LONG_ANSWER =
  'This is a long answer, so that there is enough time to interrupt it. It goes on and on, from one thing to the next, ' +
  'and whoever listens to it will sooner or later want to say something.';

/** A room with the bot in it where the model's VAD decides the end of turns; closed when the test has ended. */
export async function enterServerRoom(options: RoomOptions = {}): Promise<Room> {
  const room = await Room.open({ ...options, env: { REALTIME_VAD: 'server', ...options.env } });
  onTestFinished(() => room.close());
  await room.inviteBot();
  return room;
}
