import {
  DAVESession,
  Networking,
  VoiceConnection,
  VoiceConnectionDisconnectReason,
  VoiceConnectionStatus,
  VoiceUDPSocket,
  VoiceWebSocket,
  version,
} from '@discordjs/voice';
import { WebSocket } from 'ws';
import { ParleyError } from '../../errors.ts';
import { VoiceFault } from './voiceFault.ts';
import { isVoiceMessage } from './voiceMessages.ts';
import { wrapMethod } from './wrapMethod.ts';

/** The release whose inside this file knows. Another one is refused until each wrap was looked at again. */
const HARDENED_VERSION = '0.19.2';

/** Stands on the library's own prototype: whether it was hardened is a fact about that object, not about this module. */
const HARDENED = Symbol.for('parley.voice.hardened');

/** Sequence number and opcode: the least a binary voice message can be. */
const BINARY_HEADER_BYTES = 3;

/** A DAVE media frame ends with these (DAVE protocol, "Payload format"). */
const DAVE_MAGIC = 0xfafa;

/** How long a voice server may take to answer our close before its socket is torn down. */
const CLOSE_GRACE_MS = 1000;

/**
 * Hardens @discordjs/voice against what crashes or deafens a long-running bot. What it mends is reported as
 * {@link VoiceFault} over the library's own `error` events; datagrams are the `PacketReceiver`'s. Call it before the first
 * join; again does nothing.
 * @throws ParleyError `internal` when the installed library is another version.
 */
export function installHardening(installedVersion: string = version): void {
  if (installedVersion !== HARDENED_VERSION) {
    throw new ParleyError(
      `@discordjs/voice ${installedVersion} is installed, but Parley's hardening was written for ${HARDENED_VERSION}.`,
      {
        code: 'internal',
        tellPerson: 'Parley was installed with a wrong voice library. Please run `npm ci` again.',
      },
    );
  }
  if (Reflect.has(VoiceConnection.prototype, HARDENED)) return;
  Reflect.set(VoiceConnection.prototype, HARDENED, true);
  hardenWebSocket();
  hardenUdpSocket();
  hardenNetworking();
  hardenDave();
  hardenConnection();
}

/** A throw inside a socket's event handler ends the process: look at messages first, and catch what is left. */
function hardenWebSocket(): void {
  wrapMethod(VoiceWebSocket.prototype, 'onMessage', (socket, [event], original) => {
    const data: unknown =
      typeof event === 'object' && event !== null ? Reflect.get(event, 'data') : undefined;
    if (data instanceof Uint8Array && data.length < BINARY_HEADER_BYTES) {
      return socket.emit('error', new VoiceFault('shortBinaryFrame', `binary frame of ${data.length} bytes`));
    }
    if (typeof data === 'string' && !isVoiceMessage(data)) {
      return socket.emit('error', new VoiceFault('malformedVoiceMessage', 'voice message of a wrong shape'));
    }
    try {
      return original();
    } catch (error) {
      return socket.emit('error', new VoiceFault('voiceMessageRefused', 'voice message refused', error));
    }
  });
  wrapMethod(VoiceWebSocket.prototype, 'destroy', (socket, _args, original) => {
    original();
    // A dead server never answers the close, and the socket with its 30 s timer would outlive the link.
    const webSocket: unknown = Reflect.get(socket, 'ws');
    if (!(webSocket instanceof WebSocket) || webSocket.readyState === WebSocket.CLOSED) return;
    const timer = setTimeout(() => webSocket.terminate(), CLOSE_GRACE_MS).unref();
    webSocket.once('close', () => clearTimeout(timer));
  });
}

/** The keep-alive that follows a socket's making may find it closed already, and a send on a closed socket throws. */
function hardenUdpSocket(): void {
  wrapMethod(VoiceUDPSocket.prototype, 'send', (socket, _args, original) => {
    try {
      original();
    } catch (error) {
      if (socket.listenerCount('error') > 0) {
        socket.emit('error', new VoiceFault('udpSendFailed', 'datagram not sent', error));
      }
    }
  });
}

/** Ops 25, 27, 29 and 30 throw on garbage, on a wrong epoch, and op 25 while a group stands. The group we have still works. */
function hardenNetworking(): void {
  wrapMethod(Networking.prototype, 'onWsBinary', (networking, _args, original) => {
    try {
      original();
    } catch (error) {
      networking.emit('error', new VoiceFault('daveMessageRefused', 'DAVE message refused', error));
    }
  });
}

function endsWithDaveMagic(packet: unknown): boolean {
  return (
    packet instanceof Buffer && packet.length > 2 && packet.readUInt16BE(packet.length - 2) === DAVE_MAGIC
  );
}

function hardenDave(): void {
  wrapMethod(DAVESession.prototype, 'decrypt', (dave, [packet], original) => {
    if (dave.protocolVersion > 0 && dave.session?.ready !== true && endsWithDaveMagic(packet)) {
      dave.emit('error', new VoiceFault('ciphertextBeforeGroup', 'ciphertext before the group is ready'));
      return null;
    }
    try {
      return original();
    } catch {
      // Thrown after 37 failures in a row when the last transition is 0, which the library takes for "none".
      dave.recoverFromInvalidTransition(dave.lastTransitionId ?? 0);
      return null;
    }
  });
  wrapMethod(DAVESession.prototype, 'recoverFromInvalidTransition', (dave, _args, original) => {
    if (!dave.reinitializing) dave.emit('error', new VoiceFault('daveRecovered', 'the group is joined anew'));
    original();
  });
}

/**
 * The library rejoins by itself, at once and without end, on every close code but 4014, also on those that mean "stay away"
 * (4017, 4021, 4022). Whether, when and how often to rejoin is the link's to say: every close only disconnects.
 */
function hardenConnection(): void {
  wrapMethod(VoiceConnection.prototype, 'onNetworkingClose', (connection, [code]) => {
    const { state } = connection;
    if (state.status === VoiceConnectionStatus.Destroyed) return;
    connection.state = {
      adapter: state.adapter,
      subscription: state.subscription,
      status: VoiceConnectionStatus.Disconnected,
      reason: VoiceConnectionDisconnectReason.WebSocketClose,
      closeCode: typeof code === 'number' ? code : 0,
    };
  });
}
