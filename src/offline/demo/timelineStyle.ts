/** What each kind of thing is painted with. */
interface Palette {
  paper: string;
  band: string;
  ink: string;
  quiet: string;
  line: string;
  cut: string;
  /** Sound and the bar behind it, for each voice. */
  voices: Record<VoiceClass, { wave: string; bar: string }>;
}

/** The style classes of the voices: the people in turn, and the bot. */
export const VOICE_CLASSES = ['p0', 'p1', 'p2', 'bot'] as const;
export type VoiceClass = (typeof VOICE_CLASSES)[number];

const LIGHT: Palette = {
  paper: '#ffffff',
  band: '#f5f7fa',
  ink: '#1c2230',
  quiet: '#5a6373',
  line: '#dde2ea',
  cut: '#c81e3a',
  voices: {
    p0: { wave: '#0f766e', bar: '#d5f0ec' },
    p1: { wave: '#b45309', bar: '#fbe8d0' },
    p2: { wave: '#1d5fb8', bar: '#d9e7fa' },
    bot: { wave: '#5b3fd1', bar: '#e6e0fb' },
  },
};

const DARK: Palette = {
  paper: '#14171f',
  band: '#1b1f2a',
  ink: '#e8ebf2',
  quiet: '#a0a9ba',
  line: '#2f3644',
  cut: '#ff7d90',
  voices: {
    p0: { wave: '#4fd1c1', bar: '#17413d' },
    p1: { wave: '#f3b15f', bar: '#4a3213' },
    p2: { wave: '#86b7ff', bar: '#1b355c' },
    bot: { wave: '#b5a3ff', bar: '#332a63' },
  },
};

const SHAPES = `
.tl text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
.tl .title { font-size: 19px; font-weight: 650; } .tl .sub { font-size: 13px; } .tl .axis, .tl .small { font-size: 11px; }
.tl .name { font-size: 13px; font-weight: 600; } .tl .words { font-size: 12px; }
.tl .took, .tl .cutText { font-size: 12px; font-weight: 650; } .tl .turn { font-size: 11px; font-weight: 650; }
.tl .halo { stroke-width: 4; stroke-linejoin: round; paint-order: stroke; }
.tl .unsaid { fill: none; stroke-width: 1.2; stroke-dasharray: 3 3; opacity: .75; }
.tl .way { fill: none; stroke-width: 1.4; stroke-dasharray: 1.5 3; stroke-linecap: round; }
.tl .known { stroke-width: 1.6; } .tl .back { stroke-dasharray: 2 2; } .tl .duck { fill: none; stroke-width: 1.4; } .tl .cut { stroke-width: 1.8; fill: none; }`;

/** Plain colours rather than variables: not every program that shows an SVG knows those. */
function colours({ paper, band, ink, quiet, line, cut, voices }: Palette): string {
  const voiceRules = VOICE_CLASSES.map(
    (name) =>
      `.tl .${name} .wave, .tl .${name} .name { fill: ${voices[name].wave}; } .tl .${name} .bar { fill: ${voices[name].bar}; } ` +
      `.tl .${name} .unsaid { stroke: ${voices[name].wave}; }`,
  );
  return [
    `.tl text { fill: ${ink}; } .tl .sub, .tl .axis, .tl .small, .tl .turn { fill: ${quiet}; }`,
    `.tl .paper { fill: ${paper}; } .tl .band { fill: ${band}; } .tl .halo { stroke: ${band}; } .tl .grid { stroke: ${line}; }`,
    `.tl .way, .tl .duck { stroke: ${quiet}; } .tl .known { fill: ${paper}; stroke: ${ink}; } .tl .first { fill: ${ink}; }`,
    `.tl .cut { stroke: ${cut}; } .tl .cutText { fill: ${cut}; }`,
    ...voiceRules,
  ].join('\n');
}

/** The picture's style for light and dark; text has a contrast of at least 4.5 on what is behind it. */
export const TIMELINE_STYLE = `${SHAPES}
${colours(LIGHT)}
@media (prefers-color-scheme: dark) {
${colours(DARK)}
}`;
