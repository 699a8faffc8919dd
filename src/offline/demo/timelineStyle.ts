/** Colours for light and dark, the same in the picture and on its page. Text on each background has a contrast of 4.5 or more. */
export const TIMELINE_STYLE = `
.tl { --paper:#ffffff; --ink:#1c2230; --quiet:#5a6373; --line:#d9dee7; --band:#f5f7fa;
  --p0:#0f766e; --p0-soft:#d5f0ec; --p1:#b45309; --p1-soft:#fbe8d0; --bot:#5b3fd1; --bot-soft:#e6e0fb; --cut:#c81e3a; }
@media (prefers-color-scheme: dark) { .tl { --paper:#14171f; --ink:#e8ebf2; --quiet:#a0a9ba; --line:#333a48; --band:#1a1e28;
  --p0:#4fd1c1; --p0-soft:#17413d; --p1:#f3b15f; --p1-soft:#4a3213; --bot:#b5a3ff; --bot-soft:#332a63; --cut:#ff7d90; } }
.tl text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: var(--ink); }
.tl .paper { fill: var(--paper); } .tl .band { fill: var(--band); }
.tl .title { font-size: 19px; font-weight: 650; } .tl .sub { font-size: 13px; fill: var(--quiet); }
.tl .axis { font-size: 11px; fill: var(--quiet); } .tl .grid { stroke: var(--line); stroke-width: 1; }
.tl .name { font-size: 13px; font-weight: 600; } .tl .words { font-size: 12px; } .tl .small { font-size: 11px; fill: var(--quiet); }
.tl .took { font-size: 12px; font-weight: 650; } .tl .turn { font-size: 11px; font-weight: 650; fill: var(--quiet); }
.tl .p0 { --wave: var(--p0); --soft: var(--p0-soft); } .tl .p1 { --wave: var(--p1); --soft: var(--p1-soft); }
.tl .bot { --wave: var(--bot); --soft: var(--bot-soft); }
.tl .bar { fill: var(--soft); } .tl .wave { fill: var(--wave); } .tl .of { fill: var(--wave); }
.tl .unsaid { fill: none; stroke: var(--bot); stroke-width: 1.2; stroke-dasharray: 3 3; opacity: .75; }
.tl .way { fill: none; stroke: var(--quiet); stroke-width: 1.4; stroke-dasharray: 1.5 3; stroke-linecap: round; }
.tl .known { fill: var(--paper); stroke: var(--ink); stroke-width: 1.6; } .tl .first { fill: var(--ink); }
.tl .cut { stroke: var(--cut); stroke-width: 1.8; fill: none; } .tl text.cutText { fill: var(--cut); stroke: none; font-size: 12px; font-weight: 650; }
`;
