import type { InteractionDesk } from './interactionDesk.ts';
import type { MessageBook } from './messageBook.ts';
import { type MessageForm, readMessage } from './messageLimits.ts';
import { attachmentsOf } from './restBody.ts';
import { NO_CONTENT, ok, param, type RestRequest, type RestRoute } from './restRoute.ts';
import type { SnowflakeMint } from './snowflake.ts';

export interface InteractionRoutesParts {
  readonly desk: InteractionDesk;
  readonly messages: MessageBook;
  readonly snowflakes: SnowflakeMint;
}

/** Answering interactions: the callback, `@original`, follow-ups. Their paths carry the credential. */
export function interactionRoutes({ desk, messages, snowflakes }: InteractionRoutesParts): RestRoute[] {
  const message = (request: RestRequest) =>
    desk.message(param(request, 'applicationId'), param(request, 'token'), param(request, 'messageId'));
  const form = (request: RestRequest, purpose: 'create' | 'edit'): MessageForm => {
    const read = readMessage(request.body, purpose, request.files.length);
    const uploaded = attachmentsOf(request.body, request.files, () => snowflakes.next());
    return { ...read, attachments: uploaded ?? read.attachments };
  };
  const webhook = '/webhooks/:applicationId/:token';
  return [
    {
      method: 'POST',
      pattern: '/interactions/:interactionId/:token/callback',
      open: true,
      handle: (request) => {
        const answered = desk.callback(
          param(request, 'interactionId'),
          param(request, 'token'),
          request.body,
          request.files,
        );
        return request.query.get('with_response') === 'true' ? ok(answered) : NO_CONTENT;
      },
    },
    {
      method: 'POST',
      pattern: webhook,
      open: true,
      handle: (request) => {
        const made = desk.followUp(
          param(request, 'applicationId'),
          param(request, 'token'),
          form(request, 'create'),
        );
        return ok(messages.wire(made));
      },
    },
    {
      method: 'GET',
      pattern: `${webhook}/messages/:messageId`,
      open: true,
      handle: (request) => ok(messages.wire(message(request))),
    },
    {
      method: 'PATCH',
      pattern: `${webhook}/messages/:messageId`,
      open: true,
      handle: (request) => {
        const edited = message(request);
        return ok(messages.wire(messages.edit(edited, form(request, 'edit'))));
      },
    },
    {
      method: 'DELETE',
      pattern: `${webhook}/messages/:messageId`,
      open: true,
      handle: (request) => {
        messages.delete(message(request));
        return NO_CONTENT;
      },
    },
  ];
}
