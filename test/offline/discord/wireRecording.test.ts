import { describe, expect, it } from 'vitest';
import { WireRecording } from '../../../src/offline/discord/wireRecording.ts';
import { ManualClock } from '../../manualClock.ts';

describe('the recording', () => {
  it('keeps what went over the wire with its time, and joins requests with answers', () => {
    const clock = new ManualClock();
    const recording = new WireRecording(clock);
    const exchange = recording.noteRequest('PATCH', '/channels/1', 'app', { name: 'x' });
    clock.advance(40);
    recording.noteAnswer(exchange, 'PATCH', '/channels/1', 200, { id: '1' });
    const [request] = recording.requests(/^PATCH \/channels/);
    if (request === undefined) throw new Error('nothing recorded');
    const answer = recording.answerTo(request);
    expect([request.atMs, answer?.atMs, answer?.status]).toEqual([0, 40, 200]);
  });

  it('holds no token, wherever it was', () => {
    const recording = new WireRecording(new ManualClock());
    recording.noteGateway('toDiscord', 'op 2', undefined, { token: 'secret', nested: [{ token: 'secret' }] });
    recording.noteRequest('POST', '/interactions/12/secret/callback', undefined, {
      data: { token: 'secret' },
    });
    recording.noteUnknownRoute('PATCH', '/webhooks/12/secret');
    expect(JSON.stringify([recording.entries, recording.unknownRoutes])).not.toContain('secret');
    expect(recording.sent('op 2')).toHaveLength(1);
  });

  it('keeps what was sent, not what became of the object later', () => {
    const recording = new WireRecording(new ManualClock());
    const body = { state: 'before' };
    recording.noteGateway('fromDiscord', 'READY', 'app', body);
    body.state = 'after';
    expect(recording.dispatched('READY')[0]?.body).toEqual({ state: 'before' });
  });

  it('is bounded', () => {
    const recording = new WireRecording(new ManualClock());
    for (let index = 0; index < 5_003; index += 1)
      recording.noteGateway('fromDiscord', `op ${index}`, undefined, null);
    expect([recording.entries.length, recording.dropped, recording.entries[0]?.name]).toEqual([
      5_000,
      3,
      'op 3',
    ]);
  });
});
