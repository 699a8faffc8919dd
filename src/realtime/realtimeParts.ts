import type { ParleyError } from '../errors.ts';
import type { NextAttempt } from './backoff.ts';
import { betaDialect } from './betaDialect.ts';
import type { ErrorVerdict } from './classifyError.ts';
import * as client from './clientEvents.ts';
import { ConversationItems } from './conversationItems.ts';
import { Counters } from './counters.ts';
import type { DialectEncoder } from './dialectEncoder.ts';
import { gaDialect } from './gaDialect.ts';
import { LiveSettings } from './liveSettings.ts';
import { ModelConnection } from './modelConnection.ts';
import { Outbox } from './outbox.ts';
import { OutOfBand } from './outOfBand.ts';
import type { RealtimeSessionOptions } from './realtimeSessionOptions.ts';
import { ResponseQueue } from './responseQueue.ts';
import type { ServerError } from './serverEvent.ts';
import { ServerEventHandler } from './serverEventHandler.ts';
import type { SessionEvent, ToolCall } from './sessionEvents.ts';

/** All that a session with a model owns, joined. */
export interface RealtimeParts {
  dialect: DialectEncoder;
  live: LiveSettings;
  counters: Counters;
  queue: ResponseQueue;
  outbox: Outbox;
  items: ConversationItems;
  outOfBand: OutOfBand;
  connection: ModelConnection;
}

/** What the session itself does with what its parts tell. None is called before {@link makeRealtimeParts} has returned. */
export interface RealtimeOwner {
  emit(event: SessionEvent): void;
  /** The socket is open: the settings may be sent. */
  opened(): void;
  /** `session.created`: when the session will be ended, in s since 1970, if the server says so. */
  created(expiresAtS: number | undefined): void;
  /** `session.updated` */
  configured(session: Record<string, unknown>): void;
  /** What an error says of the settings; `undefined`: nothing. */
  judgeSettings(error: ServerError): ErrorVerdict | undefined;
  /** Nothing more comes of the running response. */
  stalled(responseId: string): void;
  /** The connection is lost, and tried again. */
  lost(error: ParleyError, next: NextAttempt): void;
  /** The connection is given up. */
  failed(error: ParleyError): void;
  /** Answers a function call on behalf of the owner, and asks for the response that follows. */
  answerTool(call: Pick<ToolCall, 'callId' | 'authorIds'>, output: string): void;
}

/** Makes everything that a session owns, and joins it. Nothing is connected yet. */
export function makeRealtimeParts(options: RealtimeSessionOptions, owner: RealtimeOwner): RealtimeParts {
  const { settings, clock, log, random = Math.random } = options;
  const counters = options.counters ?? new Counters();
  const dialect = settings.dialect === 'ga' ? gaDialect : betaDialect;
  const live = new LiveSettings(settings, {
    send: (change) => outbox.send('change', dialect.liveUpdate(change)),
    busy: () => queue.activeId !== undefined,
  });
  const queue = new ResponseQueue(clock, {
    create: (eventId, instructions) => outbox.sendAs(eventId, client.responseCreateEvent(instructions)),
    cancel: (responseId) => outbox.send('cancel', client.responseCancelEvent(responseId)),
    refused: (error) => owner.emit({ type: 'responseRefused', error }),
    stalled: (responseId) => owner.stalled(responseId),
  });
  const outbox: Outbox = new Outbox({
    wire: {
      unsentBytes: () => connection.unsentBytes,
      send: (text) => connection.send(text),
    },
    counters,
    commitRefused: (lost) => owner.emit({ type: 'commitRefused', ...(lost ? { lost } : {}) }),
  });
  const items = new ConversationItems(outbox, counters);
  const outOfBand = new OutOfBand(clock, (request) =>
    outbox.sendAs(request.mark, dialect.asideEvent(request)),
  );
  const handler: ServerEventHandler = new ServerEventHandler({
    ...owner,
    model: settings.model,
    outOfBand,
    queue,
    outbox,
    items,
    counters,
    log,
    lose: (error) => connection.lose(error),
    fail: (error) => connection.fail(error),
  });
  const connection = new ModelConnection({
    settings,
    dialect,
    clock,
    log,
    random,
    events: {
      open: () => owner.opened(),
      text: (frame) => handler.frame(frame),
      binary: () => counters.count('binaryFrames'),
      roundTrip: (roundTripMs) => owner.emit({ type: 'roundTrip', roundTripMs }),
      lost: (error, next) => owner.lost(error, next),
      failed: (error) => owner.failed(error),
    },
  });
  return { dialect, live, counters, queue, outbox, items, outOfBand, connection };
}
