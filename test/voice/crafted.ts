import { createCipheriv, randomBytes } from 'node:crypto';
import { VoiceConnection } from '@discordjs/voice';

/** What a crafted voice packet says and hides. */
export interface Crafted {
  ssrc: number;
  sequence: number;
  payload: Uint8Array;
  /** Header extension: its 16-bit profile and its words. */
  extension?: { profile: number; words: number };
  paddingBytes?: number;
  contributingSources?: number;
}

export const SECRET_KEY = new Uint8Array(32).fill(7);

/** An RTP datagram as Discord's `aead_aes256_gcm_rtpsize` mode wants it. */
export function craftDatagram(parts: Crafted): Buffer {
  const { extension, paddingBytes = 0, contributingSources = 0 } = parts;
  const header = Buffer.alloc(12 + 4 * contributingSources + (extension === undefined ? 0 : 4));
  header[0] =
    0x80 | (paddingBytes > 0 ? 0x20 : 0) | (extension === undefined ? 0 : 0x10) | contributingSources;
  header[1] = 120;
  header.writeUInt16BE(parts.sequence, 2);
  header.writeUInt32BE((parts.sequence * 960) >>> 0, 4);
  header.writeUInt32BE(parts.ssrc, 8);
  const plain = [Buffer.from(parts.payload)];
  if (extension !== undefined) {
    header.writeUInt16BE(extension.profile, header.length - 4);
    header.writeUInt16BE(extension.words, header.length - 2);
    plain.unshift(Buffer.alloc(4 * extension.words, 0x5a));
  }
  if (paddingBytes > 0) plain.push(Buffer.alloc(paddingBytes - 1), Buffer.of(paddingBytes));
  const counter = randomBytes(4);
  const cipher = createCipheriv('aes-256-gcm', SECRET_KEY, Buffer.concat([counter, Buffer.alloc(8)]));
  cipher.setAAD(header);
  const sealed = Buffer.concat([cipher.update(Buffer.concat(plain)), cipher.final()]);
  return Buffer.concat([header, sealed, cipher.getAuthTag(), counter]);
}

/** The library's own connection, without any network: its receiver has a key and an ssrc of its own. */
export function offlineConnection(ownSsrc = 1): VoiceConnection {
  const connection = new VoiceConnection(
    { guildId: '1', channelId: '2', group: 'test', selfDeaf: false, selfMute: false },
    { adapterCreator: () => ({ sendPayload: () => true, destroy: () => undefined }) },
  );
  connection.receiver.connectionData = {
    encryptionMode: 'aead_aes256_gcm_rtpsize',
    secretKey: SECRET_KEY,
    ssrc: ownSsrc,
  };
  return connection;
}
