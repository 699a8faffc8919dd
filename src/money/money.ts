import type { Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import { LedgerStore } from '../store/ledgerStore.ts';
import type { Store } from '../store/store.ts';
import { ChartPicture } from './chartPicture.ts';
import { Ledger } from './ledger.ts';
import { LimitReader } from './limitReader.ts';
import { PriceList, readPrices } from './priceList.ts';
import { SHIPPED_PRICES } from './prices.ts';
import { dayOf } from './utcDays.ts';

/** So long the ledger goes back. */
const KEPT_DAYS = 400;

/** All that has to do with money. */
export interface Money {
  ledger: Ledger;
  store: LedgerStore;
  prices: PriceList;
  picture: ChartPicture;
  limits: LimitReader;
}

export interface MoneyOptions {
  pricesFile: string | undefined;
  store: Store;
  clock: Clock;
  /** Wall-clock time. */
  now: () => Date;
  log: Logger;
}

/** @throws ParleyError `config_invalid` when the file of prices is none */
export function openMoney({ pricesFile, clock, now, log, ...options }: MoneyOptions): Money {
  const prices = new PriceList(readPrices(SHIPPED_PRICES, pricesFile));
  const store = new LedgerStore(options.store);
  store.purgeBefore(dayOf(now().getTime()) - KEPT_DAYS).catch((thrown: unknown) => {
    const cause = thrown instanceof Error ? thrown.message : 'unknown reason';
    log.warn({ cause }, 'old costs could not be forgotten');
  });
  const ledger = new Ledger({ store, clock, now, log });
  const limits = new LimitReader(ledger, store, prices, now);
  return { ledger, store, prices, picture: new ChartPicture(), limits };
}
