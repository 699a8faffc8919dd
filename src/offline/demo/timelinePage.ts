import { escapeMarkup } from './markup.ts';
import { wordsOf } from './screenplay.ts';
import type { TurnReview } from './turnReview.ts';
import { turnRemarks, turnTimes } from './turnTimes.ts';

const PAGE_STYLE = `
:root { color-scheme: light dark; --paper:#ffffff; --ink:#1c2230; --quiet:#5a6373; --line:#d9dee7; --good:#0f766e; --bad:#c81e3a; }
@media (prefers-color-scheme: dark) { :root { --paper:#0f1218; --ink:#e8ebf2; --quiet:#a0a9ba; --line:#333a48; --good:#4fd1c1; --bad:#ff7d90; } }
body { margin: 0 auto; max-width: 1240px; padding: 24px; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .4rem 0; max-width: 75ch; } .quiet { color: var(--quiet); }
.scroll { overflow-x: auto; } .scroll svg { display: block; width: 100%; min-width: 900px; height: auto; margin-top: 1rem; }
audio { width: 100%; max-width: 480px; margin-top: .5rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } thead th { color: var(--quiet); } .verdict { white-space: nowrap; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; }
`;

/** The timeline as a page that needs nothing else: the picture, then every number in it as a table. */
export function timelinePage(reviews: readonly TurnReview[], svg: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A conversation with Parley</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>A conversation with Parley</h1>
<p class="quiet">Three people and the bot in a voice channel on this machine: a local Discord, a local model, the real bot. Below is
the recording; people are on the left, Parley is on the right.</p>
<audio controls preload="none" src="conversation.wav" aria-label="Recording: people on the left, Parley on the right"></audio>
<div class="scroll" role="group" aria-label="Timeline" tabindex="0">
${svg}</div>
<h2>What each turn took</h2>
<div class="scroll" role="group" aria-label="Table of turns" tabindex="0">
<table>
<thead><tr><th scope="col">Turn</th><th scope="col">Said and answered</th><th scope="col" class="number">Asked<br>after</th>
<th scope="col" class="number">Model’s first<br>sound after</th><th scope="col" class="number">Heard<br>after</th>
<th scope="col" class="number">In all</th><th scope="col" class="verdict">Heard, and like<br>what was sent</th></tr></thead>
<tbody>
${reviews.map(turnRow).join('\n')}
</tbody>
</table>
</div>
<h2>How to read it</h2>
<p>All sound is what the others in the channel received, decoded, at the time it arrived; the first sound counts when the last of the
listeners had it. Parley asks the model at the first sign that somebody has ended; called by its name, it waits for the words in which
the name is. It lets the answer be heard when the end is certain. What was said was recognised in the sound that reached the model. What was heard was recognised in the sound that
reached the listeners, and compared with what the model had sent.</p>
</main>
</body>
</html>
`;
}

function turnRow(turn: TurnReview): string {
  const { scene, answer, wire, heard, problems } = turn;
  const call = wire.toolCall;
  const said = scene.lines.map((line) => saying(line.speaker, wordsOf(line)));
  if (call !== undefined) said.push(quiet(`called ${call.name} ${call.arguments}`));
  if (!scene.unanswered) said.push(saying('Parley', answer?.text ?? '(nothing)'));
  said.push(...turnRemarks(turn).map(quiet));
  const times = turnTimes(turn);
  const steps = [times?.askedMs, times?.firstDeltaMs, times?.firstSoundMs, times?.inAllMs].map(
    (ms) => `<td class="number">${ms === undefined ? '–' : `${Math.round(ms)} ms`}</td>`,
  );
  const alike = heard
    .map(({ listener, match }) => `${listener} ${(match.likeness * 100).toFixed(1)} %`)
    .join('<br>');
  const good = scene.unanswered ? 'silent' : 'yes';
  const verdict =
    problems.length === 0
      ? `<span class="good">${good}</span><br><span class="quiet">${alike}</span>`
      : `<span class="bad">no</span> ${escapeMarkup(problems.join('; '))}`;
  return (
    `<tr><th scope="row">${turn.number}</th><td>${said.join('<br>')}</td>` +
    `${steps.join('')}<td>${verdict}</td></tr>`
  );
}

function saying(name: string, words: string): string {
  return `<b>${escapeMarkup(name)}</b> ${escapeMarkup(words)}`;
}

function quiet(text: string): string {
  return `<span class="quiet">${escapeMarkup(text)}</span>`;
}
