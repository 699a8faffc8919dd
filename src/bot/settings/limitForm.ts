import { TextInputStyle } from 'discord.js';
import type { ServerSettings } from '../../store/serverSettings.ts';
import {
  LIMIT_RANGES,
  LIMIT_SCOPES,
  LIMIT_UNITS,
  type LimitScope,
  type LimitUnit,
  type SpendingLimit,
} from '../../store/spendingLimits.ts';
import type { Words } from '../../words/words.ts';
import type { Form } from '../interactionReply.ts';
import { SETTINGS_IDS } from './settingsView.ts';

/** The settings that are limits. */
export type LimitSettingId = `${LimitScope}Limit`;

const MAX_CHARACTERS = 12;
/** Dollars are written with a sign or without, and with a point or a comma. */
const AMOUNT = /^\$?\s*(\d+(?:[.,]\d+)?)\s*(?:\$|min)?$/;

/** The setting of this name, if it is a limit. */
export function limitSetting(id: string | undefined): { id: LimitSettingId; scope: LimitScope } | undefined {
  const scope = LIMIT_SCOPES.find((one) => `${one}Limit` === id);
  return scope === undefined ? undefined : { id: `${scope}Limit`, scope };
}

/** The form in which a limit is set: dollars, minutes, or nothing. */
export function limitForm(id: LimitSettingId, settings: ServerSettings, words: Words): Form {
  const own = settings[id];
  const input = (unit: LimitUnit) => ({
    customId: unit,
    label: words(`settings.${unit}Label`),
    style: TextInputStyle.Short,
    value: own?.[unit] === undefined ? '' : String(own[unit]),
    maxLength: MAX_CHARACTERS,
    required: false,
  });
  return {
    customId: `${SETTINGS_IDS.limit}:${id}`,
    title: words(`settings.${id}`),
    inputs: LIMIT_UNITS.map(input),
  };
}

/** The most that a server may set of a unit, where a limit holds everywhere. */
export function mostOf(unit: LimitUnit, everywhere: SpendingLimit): number {
  return everywhere[unit] ?? LIMIT_RANGES[unit].most;
}

/** What was written into the form: a limit; `none`; or `undefined`, where it is none that could be kept. */
export function parseLimit(
  fields: Readonly<Record<string, string>>,
  everywhere: SpendingLimit,
): SpendingLimit | 'none' | undefined {
  const limit: SpendingLimit = {};
  for (const unit of LIMIT_UNITS) {
    const text = (fields[unit] ?? '').trim();
    if (text === '') continue;
    const [, digits] = AMOUNT.exec(text) ?? [];
    const amount = Number(digits?.replace(',', '.'));
    if (!(amount >= LIMIT_RANGES[unit].least && amount <= mostOf(unit, everywhere))) return undefined;
    limit[unit] = amount;
  }
  return Object.keys(limit).length === 0 ? 'none' : limit;
}
