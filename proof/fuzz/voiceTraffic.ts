import { getGroups, type VoiceConnection, type VoiceUDPSocket, VoiceWebSocket } from '@discordjs/voice';
import { wrapMethod } from '../../src/voice/hardening/wrapMethod.ts';
import { LinkWorld, toneFrame } from '../../test/voice/linkWorld.ts';

const FRAMES = 50;

/** A live link to a local voice server, somebody it hears, and all that came to it over both wires while it joined and they spoke. */
export interface VoiceTraffic {
  world: LinkWorld;
  anna: Awaited<ReturnType<typeof LinkWorld.joined>>['anna'];
  connection: VoiceConnection;
  /** Hands a datagram to the link as its UDP socket does. */
  receive(datagram: Buffer): void;
  /** Hands a message to the link as its voice WebSocket does. */
  message(data: string | Buffer): void;
  datagrams: Buffer[];
  messages: (string | Buffer)[];
}

/** A second of sound. */
export function speech(): Int16Array {
  return Int16Array.from(Array.from({ length: FRAMES }, (_, index) => [...toneFrame(index)]).flat());
}

function udpOf({ state }: VoiceConnection): VoiceUDPSocket {
  if (!('networking' in state) || !('udp' in state.networking.state))
    throw new Error('the link has no way of sound');
  return state.networking.state.udp;
}

/** Joins, listens and keeps what came. The world is the caller's to close. */
export async function recordVoiceTraffic(): Promise<VoiceTraffic> {
  const messages: (string | Buffer)[] = [];
  const sockets: VoiceWebSocket[] = [];
  // The library binds its methods in constructors: the people's clients are not made of it, so this one is the link's.
  wrapMethod(VoiceWebSocket.prototype, 'onMessage', (socket, [event], original) => {
    if (!sockets.includes(socket)) sockets.push(socket);
    const data: unknown =
      typeof event === 'object' && event !== null ? Reflect.get(event, 'data') : undefined;
    if (typeof data === 'string' || Buffer.isBuffer(data)) messages.push(data);
    else if (data instanceof ArrayBuffer) messages.push(Buffer.from(data));
    return original();
  });
  const { world, anna } = await LinkWorld.joined();
  const [connection] = [...getGroups().values()].flatMap((group) => [...group.values()]);
  if (connection === undefined) throw new Error('the link made no connection');
  const udp = udpOf(connection);
  const datagrams: Buffer[] = [];
  const keep = (datagram: Buffer): void => {
    datagrams.push(Buffer.from(datagram));
  };
  udp.on('message', keep);
  await anna.speak(speech());
  udp.off('message', keep);
  const socket = sockets.at(-1);
  if (socket === undefined) throw new Error('nothing came over the voice socket');
  return {
    world,
    anna,
    connection,
    receive: (datagram) => {
      udp.emit('message', datagram);
    },
    message: (data) => {
      Reflect.apply(socket.onMessage, socket, [{ data }]);
    },
    datagrams,
    messages: [...messages],
  };
}
