import { describe, expect, it } from 'vitest';
import { Narrator } from '../../../src/offline/demo/narrator.ts';
import { SCREENPLAY } from '../../../src/offline/demo/screenplay.ts';
import { summarise } from '../../../src/offline/demo/summary.ts';
import { Terminal, type TextOutput } from '../../../src/offline/demo/terminal.ts';
import { coughedTurn, cutTurn, sampleTurn, unansweredTurn } from './sampleTurn.ts';

function outputOf(kind: Omit<TextOutput, 'write'>): { output: TextOutput; text: () => string } {
  let all = '';
  return { output: { ...kind, write: (text) => (all += text) }, text: () => all };
}

describe('Terminal', () => {
  it('paints where a person looks at colours', () => {
    const { output, text } = outputOf({ isTTY: true, hasColors: () => true });
    const terminal = new Terminal(output);
    terminal.line(terminal.in('bad', 'no'));
    expect(text()).toBe('\u001b[31mno\u001b[39m\n');
  });

  it.each([{ isTTY: false, hasColors: () => true }, { isTTY: true, hasColors: () => false }, {}])(
    'writes plain text into %o, whatever is told',
    (kind) => {
      const { output, text } = outputOf(kind);
      const terminal = new Terminal(output);
      const narrator = new Narrator(terminal, 0);
      narrator.tells('The bot is ready.', 1_234);
      for (const line of SCREENPLAY.slice(0, 1)) narrator.turn(1, line);
      narrator.personSpeaks('Mia', 'Hello.', 2_000);
      narrator.botSpeaks('Hello you.', 3_000);
      narrator.makesNoise('Ben', '(coughs)', 3_500);
      narrator.took({ askedAfterMs: 500, firstDeltaMs: 300, firstSoundMs: 30 });
      const bad = sampleTurn({ problems: ['Tom heard no answer'] });
      summarise(terminal, [sampleTurn(), unansweredTurn(), coughedTurn(), cutTurn(), bad]);
      // Nothing but printable characters and line breaks.
      expect(text().replaceAll('\n', '')).toMatch(/^[ -~]*$/);
      expect(text()).toContain('830 ms after the last word: asked after 500 ms');
      expect(text()).toMatch(/^ +1 +50 +750 +200 +1000$/m);
      expect(text()).toContain('not asked: people talk to each other');
      expect(text()).toContain('Ben coughed: 12 dB quieter for 340 ms');
      expect(text()).toContain('1000 ms were heard on the wire, the model was told 1000 ms');
      expect(text()).toContain('Tom heard no answer');
    },
  );
});
