import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a process holds, as the kernel knows it. */
export interface ProcessUsage {
  sockets: number;
  /** Resident memory. */
  memoryMb: number;
}

const KB_PER_MB = 1024;

/** Looks at a process of this machine. @throws Error when it is gone, or where the kernel keeps no such books (/proc). */
export function processUsage(pid: number): ProcessUsage {
  const links = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      // The descriptor was closed between the listing and the look.
      return [];
    }
  });
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return {
    sockets: links.filter((link) => link.startsWith('socket:')).length,
    memoryMb: Number(kilobytes) / KB_PER_MB,
  };
}

/** Sockets may come and go with kept-alive requests; memory with the collector's mood. */
const SOCKET_SLACK = 4;
const MEMORY_SLACK_MB = 48;

/**
 * Did what was held grow? Compares the middle of the first third of the samples with the middle of the last third.
 * @returns what grew, in plain words; nothing when all is flat or the samples are too few to tell.
 */
export function growth(samples: readonly ProcessUsage[]): string[] {
  const third = Math.floor(samples.length / 3);
  if (third === 0) return [];
  const [first, last] = [samples.slice(0, third), samples.slice(-third)];
  const problems: string[] = [];
  const sockets = [first, last].map((some) => middle(some.map((one) => one.sockets)));
  const memory = [first, last].map((some) => middle(some.map((one) => one.memoryMb)));
  if ((sockets[1] ?? 0) > (sockets[0] ?? 0) + SOCKET_SLACK)
    problems.push(`open sockets grew from ${sockets[0]} to ${sockets[1]}`);
  if ((memory[1] ?? 0) > (memory[0] ?? 0) + MEMORY_SLACK_MB)
    problems.push(`memory grew from ${memory[0]?.toFixed(0)} to ${memory[1]?.toFixed(0)} MB`);
  return problems;
}

/** The median; 0 of nothing. */
export function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
