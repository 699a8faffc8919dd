import { WebSocket } from 'ws';
import { z } from 'zod';
import type { ConversationPlan } from '../world/subjectCalls.ts';

/** What the plain bot reads of the model's events. */
const serverEvent = z.looseObject({
  type: z.string(),
  response_id: z.string().default(''),
  item_id: z.string().default(''),
  delta: z.string().default(''),
});
export type PlainServerEvent = z.infer<typeof serverEvent>;

const FORMAT = { type: 'audio/pcm', rate: 24_000 } as const;
const SERVER_VAD = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
} as const;

/** The plain bot's socket to the model. */
export class PlainModel {
  readonly #socket: WebSocket;
  readonly #configured: Promise<void>;

  constructor(plan: ConversationPlan, onEvent: (event: PlainServerEvent) => void) {
    this.#socket = new WebSocket(`${plan.modelUrl}?model=${plan.conversationId}`);
    this.#configured = new Promise((resolve, reject) => {
      this.#socket.on('error', reject);
      this.#socket.on('message', (data) => {
        const event = serverEvent.parse(JSON.parse(String(data)));
        if (event.type === 'session.updated') resolve();
        onEvent(event);
      });
    });
    this.#socket.on('open', () => this.#configure(plan.turns !== 'nobody'));
  }

  ready(): Promise<void> {
    return this.#configured;
  }

  send(event: { type: string; [field: string]: unknown }): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(event));
  }

  #configure(modelDetectsTurns: boolean): void {
    this.send({
      type: 'session.update',
      session: {
        type: 'realtime',
        output_modalities: ['audio'],
        audio: {
          input: { format: FORMAT, turn_detection: modelDetectsTurns ? SERVER_VAD : null },
          output: { format: FORMAT, voice: 'marin' },
        },
      },
    });
  }
}
