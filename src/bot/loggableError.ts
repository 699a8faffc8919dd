import { DiscordAPIError, HTTPError } from 'discord.js';

/**
 * An error as it may be logged. Discord's request errors carry the address of the request, which holds the interaction's
 * token, and the whole body: neither may reach the log.
 */
export function loggableError(error: unknown): Record<string, unknown> {
  if (error instanceof DiscordAPIError) {
    return { name: 'DiscordAPIError', code: error.code, status: error.status, message: error.message };
  }
  if (error instanceof HTTPError) return { name: 'HTTPError', status: error.status, message: error.message };
  if (error instanceof Error) return { name: error.name, message: error.message, stack: error.stack };
  return { message: String(error) };
}

/** Discord's code of a refused request, where it is one. */
export function discordErrorCode(error: unknown): number | string | undefined {
  return error instanceof DiscordAPIError ? error.code : undefined;
}
