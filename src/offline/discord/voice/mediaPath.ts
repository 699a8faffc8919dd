import type { Clock } from '../../../clock.ts';
import { type LinkQuality, ReceiverLink } from './receiverLink.ts';
import { TransportCipher, type TransportMode } from './transportCrypto.ts';
import type { UdpAddress } from './udpRelay.ts';

/** The way of sound between one member and the server, once the transport keys are agreed on. */
export interface MediaPath {
  remote: UdpAddress;
  /** Opens what the member sends. */
  incoming: TransportCipher;
  /** Seals what the member receives. */
  outgoing: ReceiverLink;
}

/** Opens the way of sound to that address with that key. */
export function openMediaPath(options: {
  mode: TransportMode;
  key: Uint8Array;
  remote: UdpAddress;
  quality: LinkQuality;
  clock: Clock;
  send: (datagram: Uint8Array, to: UdpAddress) => void;
}): MediaPath {
  const { mode, key, remote, quality, clock, send } = options;
  return {
    remote,
    incoming: new TransportCipher(mode, key),
    outgoing: new ReceiverLink({
      cipher: new TransportCipher(mode, key),
      clock,
      quality,
      send: (datagram) => send(datagram, remote),
    }),
  };
}
