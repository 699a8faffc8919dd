import { describe, expect, it } from 'vitest';
import { AudioLog } from '../../../src/offline/realtime/audioLog.ts';
import { startEmbeddedRealtime } from '../../../src/offline/realtime/embeddedRealtime.ts';
import { InputBuffer } from '../../../src/offline/realtime/inputBuffer.ts';
import { Recording } from '../../../src/offline/realtime/recording.ts';
import { TestClient } from './testClient.ts';

describe('Recording', () => {
  it('keeps events with times, and audio only by its size', () => {
    const recording = new Recording();
    recording.add('s', 'fromClient', {
      type: 'input_audio_buffer.append',
      audio: Buffer.alloc(960).toString('base64'),
    });
    recording.add('s', 'toClient', {
      type: 'response.audio.delta',
      delta: Buffer.alloc(100).toString('base64'),
    });
    expect(recording.events.map((one) => one.event)).toEqual([
      { type: 'input_audio_buffer.append', audioBytes: 960 },
      { type: 'response.audio.delta', audioBytes: 100 },
    ]);
    expect(recording.events[0]?.atMs).toBeLessThanOrEqual(performance.now());
  });

  it('gives what was there already, what comes, and only what comes after a mark', async () => {
    const recording = new Recording();
    recording.add('s', 'toClient', { type: 'a', n: 1 });
    expect((await recording.untilEvent('a')).event.n).toBe(1);
    const later = recording.untilEvent('a', { after: recording.mark() });
    recording.add('s', 'toClient', { type: 'a', n: 2 });
    expect((await later).event.n).toBe(2);
    expect((await recording.untilEvent((one) => one.event.n === 2)).index).toBe(1);
  });

  it('says what came instead when it waited in vain', async () => {
    const recording = new Recording();
    recording.add('s', 'toClient', { type: 'other' });
    await expect(recording.untilEvent('a', { timeoutMs: 1 })).rejects.toThrow('toClient other');
  });

  it('is bounded and counts what it dropped', () => {
    const recording = new Recording();
    for (let count = 0; count < 60_000; count++) recording.add('s', 'toClient', { type: 'x' });
    expect(recording.events.length).toBeLessThanOrEqual(50_000);
    expect(recording.dropped + recording.events.length).toBe(60_000);
    expect(recording.events.at(-1)?.index).toBe(59_999);
  });
});

it('InputBuffer keeps five minutes and counts what it dropped', () => {
  const buffer = new InputBuffer();
  const minute = new Int16Array(60 * 24_000);
  for (let count = 0; count < 7; count++) buffer.append(minute);
  expect(buffer.length).toBe(5 * minute.length);
  expect(buffer.dropped).toBe(2 * minute.length);
  expect(buffer.slice(0, 3 * minute.length).length).toBe(minute.length);
});

it('AudioLog keeps the newest three minutes', () => {
  const log = new AudioLog();
  for (let second = 0; second < 200; second++) log.add(new Int16Array(24_000).fill(second));
  expect(log.pcm().length).toBe(180 * 24_000);
  expect(log.pcm()[0]).toBe(20);
  expect(log.totalSamples).toBe(200 * 24_000);
});

it('an embedded model listens on this machine only and goes when told', async () => {
  const model = await startEmbeddedRealtime();
  expect(model.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/v1\/realtime$/);
  const client = await TestClient.connect(model.url);
  await client.until('session.created');
  await model.stop();
  expect((await client.untilClosed()).code).toBe(1006);
  await expect(TestClient.connect(model.url)).rejects.toThrow('ECONNREFUSED');
});
