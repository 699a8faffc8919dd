import { describe, expect, it } from 'vitest';
import type { Timeline, TimelineTurn } from '../../../src/offline/demo/timeline.ts';
import { timelinePage } from '../../../src/offline/demo/timelinePage.ts';
import { timelineRows } from '../../../src/offline/demo/timelineRows.ts';
import { timelineSvg } from '../../../src/offline/demo/timelineSvg.ts';
import { cutTurn, sampleTurn } from './sampleTurn.ts';

function turn(number: number, fromMs: number, rest: Partial<TimelineTurn> = {}): TimelineTurn {
  return {
    number,
    firstLane: 'Mia',
    lane: 'Mia',
    shows: 'something',
    fromMs,
    spokenToMs: fromMs + 2_000,
    answer: { askedMs: fromMs + 2_500, firstSoundMs: fromMs + 2_843, tool: undefined },
    takenBackMs: [],
    interrupts: false,
    ...rest,
  };
}

function timeline(rest: Partial<Timeline> = {}): Timeline {
  return {
    durationMs: 20_000,
    lanes: ['Mia', 'Tom', 'Parley'],
    sounds: [
      {
        lane: 'Mia',
        fromMs: 1_000,
        toMs: 3_000,
        words: 'A <b>bold</b> question?',
        isNoise: false,
        levels: [0, 1, 0.5],
        unsaidMs: 0,
      },
      {
        lane: 'Parley',
        fromMs: 3_843,
        toMs: 6_000,
        words: 'A story',
        isNoise: false,
        levels: [0.5],
        unsaidMs: 5_000,
      },
      { lane: 'Parley', fromMs: 200, toMs: 700, words: 'cue', isNoise: true, levels: [], unsaidMs: 0 },
    ],
    turns: [
      turn(1, 1_000, {
        answer: { askedMs: 3_500, firstSoundMs: 3_843, tool: 'current_time' },
        takenBackMs: [1_700],
      }),
      turn(2, 5_500, { firstLane: 'Tom', lane: 'Tom', interrupts: true }),
      turn(3, 9_000, { answer: undefined }),
    ],
    duckings: [{ fromMs: 4_500, toMs: 4_800, db: -12.1 }],
    cuts: [{ lane: 'Tom', fromMs: 5_500, toMs: 6_000, heardMs: 2_140, toldMs: 2_140 }],
    ...rest,
  };
}

/** Every tag that opens also closes, in order. @throws Error where it does not */
function checkNesting(markup: string): void {
  const open: string[] = [];
  for (const [, slash, name = '', rest = ''] of markup.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>/gi,
  )) {
    if (slash === '/') expect(open.pop()).toBe(name);
    else if (!rest.endsWith('/')) open.push(name);
  }
  expect(open).toEqual([]);
}

describe('timelineSvg', () => {
  it('is well-formed, whatever people say', () => {
    const svg = timelineSvg(timeline());
    checkNesting(svg);
    expect(svg).not.toContain('<b>');
    expect(svg).toContain('A &lt;b&gt;bold&lt;/b&gt;');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('shows lanes, the time each turn took, the function and the cut', () => {
    const svg = timelineSvg(timeline());
    for (const text of [
      'Mia',
      'Tom',
      'Parley',
      '843 ms',
      'current_time()',
      '2140 ms heard',
      '-12 dB',
      'silent',
    ]) {
      expect(svg).toContain(text);
    }
    expect(svg.match(/class="known back"/g)).toHaveLength(2);
  });

  it('tells people who cannot see it the same', () => {
    const [, description = ''] = /<desc[^>]*>([^<]*)<\/desc>/.exec(timelineSvg(timeline())) ?? [];
    expect(description).toContain('At 1.0 s Mia: A &lt;b&gt;bold');
    expect(description).toContain('Parley: A story (interrupted)');
    expect(description).toContain('3 turns, 1 interruption, 843 to 843 ms');
  });

  it('is drawn even when nothing was said', () => {
    const svg = timelineSvg(timeline({ sounds: [], turns: [], duckings: [], cuts: [], durationMs: 0 }));
    checkNesting(svg);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('needs no script and nothing from elsewhere', () => {
    const page = timelinePage([sampleTurn(), cutTurn()], timelineSvg(timeline()));
    expect(page).not.toMatch(/<script|<link|@import|url\(|https?:(?!\/\/www\.w3\.org)/);
    expect(page).toContain('<th scope="row">1</th>');
    expect(page).toContain('1000 ms were heard on the wire');
  });
});

describe('timelineRows', () => {
  it('breaks between turns when a row is full, and covers all of the time', () => {
    const turns = [turn(1, 1_000), turn(2, 8_000), turn(3, 16_000), turn(4, 24_000)];
    expect(timelineRows(timeline({ turns, durationMs: 30_000 }), 16_000)).toEqual([
      { fromMs: 0, toMs: 15_650 },
      { fromMs: 15_650, toMs: 30_000 },
    ]);
  });

  it('never breaks inside an interruption', () => {
    const turns = [turn(1, 1_000), turn(2, 9_000), turn(3, 13_000, { interrupts: true }), turn(4, 21_000)];
    expect(timelineRows(timeline({ turns, durationMs: 28_000 }), 12_000).map(({ fromMs }) => fromMs)).toEqual(
      [0, 8_650, 20_650],
    );
  });
});
