import type { Clock } from '../../clock.ts';

/** Messages and webhooks: so many requests per window, channel and kind of request. */
const MESSAGE_LIMIT = 5;
const MESSAGE_WINDOW_MS = 5_000;
/** Buckets kept; the oldest go first. */
const MAX_BUCKETS = 2_000;
const MS_PER_S = 1_000;
const LIMITED = /^(?:POST|PATCH|DELETE) (\/channels\/\d+\/messages|\/webhooks\/\d+\/[^/]+)/;

interface Bucket {
  readonly endsMs: number;
  used: number;
}

/** What one request used of its bucket. */
export interface RateVerdict {
  readonly refused: boolean;
  /** Seconds until the bucket is full again. */
  readonly retryAfterS: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The rate limits of messages and webhooks, as Discord's headers tell them; all else is free. */
export class RateLimits {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts one request (`METHOD /path`); `undefined` when it falls under no limit. */
  count(name: string): RateVerdict | undefined {
    const place = LIMITED.exec(name)?.[1];
    if (place === undefined) return undefined;
    const method = name.slice(0, name.indexOf(' '));
    const key = `${method} ${place}`;
    const now = this.#clock.nowMs();
    let bucket = this.#buckets.get(key);
    if (bucket === undefined || bucket.endsMs <= now) {
      bucket = { endsMs: now + MESSAGE_WINDOW_MS, used: 0 };
      this.#buckets.delete(key);
      this.#buckets.set(key, bucket);
      const [oldest] = this.#buckets.keys();
      if (this.#buckets.size > MAX_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest);
    }
    const refused = bucket.used >= MESSAGE_LIMIT;
    if (!refused) bucket.used += 1;
    const retryAfterS = (bucket.endsMs - now) / MS_PER_S;
    const kind = place.startsWith('/channels') ? 'channel-messages' : 'webhook';
    return {
      refused,
      retryAfterS,
      headers: {
        'x-ratelimit-bucket': `${method.toLowerCase()}-${kind}`,
        'x-ratelimit-limit': String(MESSAGE_LIMIT),
        'x-ratelimit-remaining': String(MESSAGE_LIMIT - bucket.used),
        'x-ratelimit-reset': String(Date.now() / MS_PER_S + retryAfterS),
        'x-ratelimit-reset-after': String(retryAfterS),
      },
    };
  }
}
