import type { RecordedEvent } from '../../../src/offline/realtime/recording.ts';

/** An event by its type, what it holds, and where it went (to the client). */
export type Told = [type: string, event?: Record<string, unknown>, direction?: RecordedEvent['direction']];

/** Events as a recording holds them, 100 ms apart. */
export function recorded(...told: Told[]): RecordedEvent[] {
  return told.map(([type, event = {}, direction = 'toClient'], index) => ({
    index,
    atMs: index * 100,
    sessionId: 's',
    direction,
    type,
    event: { type, ...event },
  }));
}
