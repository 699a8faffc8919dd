import { Readable } from 'node:stream';
import { createAudioResource, StreamType } from '@discordjs/voice';
import { describe, expect, it } from 'vitest';
import { PacedPlayer } from '../../src/voice/pacedPlayer.ts';
import { ManualClock } from '../manualClock.ts';

/** A player that has something to play. The library's own cycle is not waited for: the test beats. */
function playing(clock: ManualClock): PacedPlayer {
  const player = new PacedPlayer(clock, '1');
  const resource = createAudioResource(new Readable({ objectMode: true, read: () => undefined }), {
    inputType: StreamType.Opus,
  });
  resource.started = true;
  player.restartPace();
  player.play(resource);
  return player;
}

describe('the paced player', () => {
  it('plays at every beat of a steady cycle, also when beats jitter', () => {
    const clock = new ManualClock();
    const player = playing(clock);
    for (const waitMs of [0, 20, 20, 28, 12, 31, 9, 20, 20]) {
      clock.advance(waitMs);
      expect(player.checkPlayable()).toBe(true);
    }
    player.stop(true);
  });

  it('makes up for at most two frames after a block, and is then on its pace again', () => {
    const clock = new ManualClock();
    const player = playing(clock);
    expect(player.checkPlayable()).toBe(true);
    clock.advance(500);
    // The library's timer now fires every millisecond until it has made up for 25 beats.
    let played = 0;
    for (let beat = 0; beat < 25; beat++) {
      if (player.checkPlayable()) played += 1;
      clock.advance(1);
    }
    expect(played).toBeGreaterThanOrEqual(1);
    expect(played).toBeLessThanOrEqual(5);
    played = 0;
    for (let beat = 0; beat < 50; beat++) {
      clock.advance(20);
      if (player.checkPlayable()) played += 1;
    }
    expect(played).toBe(50);
    player.stop(true);
  });
});
