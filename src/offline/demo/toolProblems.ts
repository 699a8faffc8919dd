import { z } from 'zod';
import { PEOPLE } from './screenplay.ts';
import type { TurnReview } from './turnReview.ts';

const MINUTE_MS = 60_000;
const timeOutput = z.object({ data: z.object({ time: z.string() }) });
const namesOutput = z.object({ data: z.object({ names: z.array(z.string()) }) });

/** Was the right function called, and did it give what is true? What was wrong, in plain words. */
export function toolProblems({ scene, wire, spokenFromMs }: TurnReview): string[] {
  if (scene.tool === undefined) return [];
  const { toolCall } = wire;
  if (toolCall?.name !== scene.tool) return [`the model did not call ${scene.tool}`];
  if (scene.tool === 'leave_channel') return [];
  const output = parseJson(toolCall.output ?? '');
  if (scene.tool === 'current_time') {
    const time = timeOutput.safeParse(output).data?.data.time;
    // Started in one minute, answered in the next: both are right.
    const saidAtMs = performance.timeOrigin + spokenFromMs;
    const right = [saidAtMs, saidAtMs + MINUTE_MS].map(timeInTokyo);
    return time !== undefined && right.includes(time)
      ? []
      : [`${time ?? 'nothing'} is not the time in Tokyo`];
  }
  const names = namesOutput.safeParse(output).data?.data.names ?? [];
  const missing = PEOPLE.filter(({ name }) => !names.includes(name));
  return missing.length === 0 && names.length === PEOPLE.length
    ? []
    : [`"${names.join(', ')}" is not who is here`];
}

function timeInTokyo(ms: number): string {
  const tokyo = { timeZone: 'Asia/Tokyo', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', tokyo).format(new Date(ms));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
