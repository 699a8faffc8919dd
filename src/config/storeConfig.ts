import type { StorePlace } from '../store/storePlace.ts';
import type { EnvironmentReader } from './environmentReader.ts';
import { databaseAddress, line } from './schemas.ts';

const DEFAULT_FOLDER = 'data';

/** Reads where things are stored: `DATABASE_URL` where it is set, else the folder of `DATA_DIR`. */
export function readStorePlace(reader: EnvironmentReader): StorePlace {
  const folder = reader.value('DATA_DIR', line, DEFAULT_FOLDER);
  const url = reader.value<string | undefined>('DATABASE_URL', databaseAddress, undefined);
  return url === undefined ? { kind: 'folder', folder } : { kind: 'postgres', url };
}
