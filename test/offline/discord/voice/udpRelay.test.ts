import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UdpRelay } from '../../../../src/offline/discord/voice/udpRelay.ts';

const KNOWN_SSRC = 5;
let client: Socket;
let relay: UdpRelay;
let media: Buffer[];

beforeEach(async () => {
  media = [];
  relay = await UdpRelay.start({
    onDiscovery: (ssrc) => ssrc === KNOWN_SSRC,
    onMedia: (datagram) => media.push(datagram),
  });
  client = createSocket('udp4');
  client.bind(0, '127.0.0.1');
  await once(client, 'listening');
});

afterEach(async () => {
  client.close();
  await relay.stop();
});

async function answerTo(datagram: Buffer): Promise<Buffer> {
  const answer = once(client, 'message');
  client.send(datagram, relay.port, '127.0.0.1');
  const [reply] = await answer;
  return reply;
}

function discovery(ssrc: number): Buffer {
  const request = Buffer.alloc(74);
  request.writeUInt16BE(1, 0);
  request.writeUInt16BE(70, 2);
  request.writeUInt32BE(ssrc, 4);
  return request;
}

test('IP discovery tells the client its own address and port', async () => {
  const reply = await answerTo(discovery(KNOWN_SSRC));
  expect(reply).toHaveLength(74);
  expect([reply.readUInt16BE(0), reply.readUInt16BE(2), reply.readUInt32BE(4)]).toEqual([2, 70, KNOWN_SSRC]);
  expect(reply.toString('ascii', 8, reply.indexOf(0, 8))).toBe('127.0.0.1');
  expect(reply.readUInt16BE(72)).toBe(client.address().port);
});

test('keep-alives are echoed; unknown ssrcs get no answer, and everything else is media', async () => {
  client.send(discovery(99), relay.port, '127.0.0.1');
  client.send(Buffer.of(0x80, 0xc8, 0, 0), relay.port, '127.0.0.1');
  // Datagrams on the loopback stay in order: this echo comes after whatever the two before it caused.
  expect(await answerTo(Buffer.from('0102030405060708', 'hex'))).toEqual(
    Buffer.from('0102030405060708', 'hex'),
  );
  expect(media).toEqual([Buffer.of(0x80, 0xc8, 0, 0)]);
});
