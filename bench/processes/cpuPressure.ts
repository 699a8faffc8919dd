import { readFileSync } from 'node:fs';

/** Linux: how long some process was ready to run and got no core, in microseconds since the machine began. */
const CPU_PRESSURE = '/proc/pressure/cpu';
const US_PER_MS = 1000;

/**
 * For how long, since the machine began, somebody on it waited for a core, in ms; NaN where the system does not tell. While
 * this grows as fast as time, figures in ms say more about the machine than about what is measured.
 */
export function cpuPressureMs(): number {
  try {
    return Number(/some .*total=(\d+)/.exec(readFileSync(CPU_PRESSURE, 'latin1'))?.[1]) / US_PER_MS;
  } catch {
    return Number.NaN;
  }
}
