import {
  type DAVESession,
  NetworkingStatusCode,
  type VoiceConnection,
  VoiceConnectionStatus,
} from '@discordjs/voice';

/** The DAVE group of a connection in whatever state it has one; also while it resumes, when people still talk. */
export function daveOf(connection: VoiceConnection): DAVESession | undefined {
  const { state } = connection;
  if (state.status !== VoiceConnectionStatus.Ready && state.status !== VoiceConnectionStatus.Connecting) {
    return undefined;
  }
  const networking = state.networking.state;
  const established =
    networking.code === NetworkingStatusCode.Ready || networking.code === NetworkingStatusCode.Resuming;
  return established ? networking.dave : undefined;
}

/**
 * Must voice be end-to-end encrypted on this connection, while its group cannot do so yet? The library would then send
 * it readable for the server, and the listeners' clients would refuse it.
 */
export function awaitsGroup(connection: VoiceConnection): boolean {
  const dave = daveOf(connection);
  return dave !== undefined && dave.protocolVersion > 0 && dave.session?.ready !== true;
}

/** Is anybody but the bot in the call, as far as the voice server said? */
export function hasCompany(connection: VoiceConnection, botUserId: string): boolean {
  const { state } = connection;
  if (state.status !== VoiceConnectionStatus.Ready && state.status !== VoiceConnectionStatus.Connecting)
    return false;
  const networking = state.networking.state;
  if (!('connectionData' in networking)) return false;
  for (const userId of networking.connectionData.connectedClients) if (userId !== botUserId) return true;
  return false;
}
