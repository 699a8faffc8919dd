import { z } from 'zod';
import { defineTool } from '../toolContract.ts';

const MAX_ZONE_LENGTH = 64;

const zoneSchema = z
  .string()
  .max(MAX_ZONE_LENGTH)
  .refine(isTimeZone, {
    error: ({ input }) => `"${String(input)}" is no IANA time zone; use a name such as Europe/Berlin or UTC`,
  })
  .default('UTC')
  .describe('IANA time zone, such as Europe/Berlin, America/New_York or Asia/Tokyo. UTC when left out.');

/** Tells the date and the time of day in a zone. */
export const currentTime = defineTool({
  name: 'current_time',
  description:
    'Tells the current date and time in a time zone. Use it whenever somebody asks for the time, the day or the date.',
  arguments: z.object({ zone: zoneSchema }),
  run: async ({ zone }, context) => {
    const now = context.now();
    const format = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options }).format(now);
    return {
      zone,
      weekday: format({ weekday: 'long' }),
      date: format({ year: 'numeric', month: 'long', day: 'numeric' }),
      time: format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    };
  },
});

/** Node's own table of zones is the judge: there is no list to keep. */
function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
