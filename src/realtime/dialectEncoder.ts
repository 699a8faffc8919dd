import type { AsideRequest } from './asideRequest.ts';
import type { LiveChange } from './liveSettings.ts';
import type { ModelSettings } from './modelSettings.ts';

/** An event for the server, before it is JSON. */
export type ClientEvent = { type: string; event_id?: string } & Record<string, unknown>;

/** Who says a text item. Assistant text is what a restored history is made of. */
export type TextRole = 'user' | 'system' | 'assistant';

/**
 * What differs between the two dialects on the way to the server (realtime-protocol, "Beta -> GA, field by field").
 * Events that are the same in both are in `clientEvents.ts`.
 */
export interface DialectEncoder {
  /** Sent on the upgrade request besides the settings' own. */
  readonly upgradeHeaders: Readonly<Record<string, string>>;
  /** `session.update` with every field: what is off is switched off by `null`, so that no server default stays behind. */
  sessionUpdate(settings: ModelSettings): ClientEvent;
  /** `session.update` with nothing but what is changed in a running session. */
  liveUpdate(change: Partial<LiveChange>): ClientEvent;
  /** `conversation.item.create` of a text message. */
  textItem(role: TextRole, text: string): ClientEvent;
  /** `response.create` of a text beside the conversation. */
  asideEvent(request: AsideRequest): ClientEvent;
}
