import { isIPv4 } from 'node:net';

/** Does this address lead to this very machine? Only then may a secret travel unencrypted. */
export function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  if (isIPv4(hostname)) return hostname.startsWith('127.');
  return hostname === '[::1]' || hostname === 'localhost' || hostname.endsWith('.localhost');
}

/** Is a secret sent there readable by anybody on the way? */
export function isReadableOnTheWay(address: string): boolean {
  const { protocol } = new URL(address);
  return (protocol === 'ws:' || protocol === 'http:') && !isLoopback(address);
}
