/** Builds if needed, then runs the bot in this very process, so that signals reach it. */
import { build } from './build.mjs';

build();
await import('../dist/src/main.js');
