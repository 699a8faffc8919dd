import {
  type APIActionRowComponent,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ChannelType,
  ComponentType,
  SelectMenuDefaultValueType,
} from 'discord.js';
import { MAX_ALLOWED, type ServerSettings } from '../../store/serverSettings.ts';
import type { Words } from '../../words/words.ts';
import type { MessageView } from '../messageView.ts';
import { type SettingFields, type SettingId, TAKES_EFFECT } from './settingFields.ts';

/** The names in the panel's custom ids, in front of `:` and a setting. */
export const SETTINGS_IDS = {
  pick: 'settings-pick',
  value: 'settings-value',
  reset: 'settings-reset',
  undo: 'settings-undo',
  names: 'settings-names',
  limit: 'settings-limit',
} as const;

/** Discord's limits of an option's label and description. */
const MAX_OPTION_CHARACTERS = 100;

const COLOUR = 0x5865f2;

/** What the panel shows. */
export interface SettingsPanel {
  fields: SettingFields;
  settings: ServerSettings;
  words: Words;
  undoable: boolean;
  /** The setting that is being changed. */
  picked?: SettingId;
  /** What just happened. */
  notice?: string;
  /** How many kept lines choosing a value deletes, by the values that do. */
  losses?: ReadonlyMap<string, number>;
}

type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** The panel of a server's settings: all of them, and what changes the one that was picked. */
export function settingsView(panel: SettingsPanel): MessageView {
  const { fields, words, picked, undoable, notice } = panel;
  const shown = fields.offered.map((id) => ({
    name: words(`settings.${id}`),
    value: fields.shown(id).slice(0, 1000),
    inline: true,
  }));
  const description = [notice, picked === undefined ? words('settings.intro') : hint(picked, words)];
  return {
    embeds: [
      {
        title: words('settings.title'),
        description: description.filter((line) => line !== undefined).join('\n\n'),
        fields: shown,
        color: COLOUR,
      },
    ],
    components: [
      row({
        type: ComponentType.StringSelect,
        custom_id: SETTINGS_IDS.pick,
        placeholder: words('settings.pickPlaceholder'),
        options: fields.offered.map((id) => ({
          value: id,
          label: words(`settings.${id}`),
          default: id === picked,
        })),
      }),
      ...(picked === undefined ? [] : editor(panel, picked)),
      row(
        ...(picked === undefined || picked === 'botNames'
          ? []
          : [button(`${SETTINGS_IDS.reset}:${picked}`, words('settings.reset'))]),
        { ...button(SETTINGS_IDS.undo, words('settings.undo')), disabled: !undoable },
      ),
    ],
  };
}

function hint(id: SettingId, words: Words): string {
  return `**${words(`settings.${id}`)}**: ${words(`settings.${TAKES_EFFECT[id]}Effect`)}`;
}

/** The menu in which the setting's value is chosen; names are asked for in a form. */
function editor({ fields, settings, words, losses }: SettingsPanel, id: SettingId): Row[] {
  const customId = `${SETTINGS_IDS.value}:${id}`;
  const placeholder = words('settings.valuePlaceholder', { setting: words(`settings.${id}`) });
  const many = { custom_id: customId, placeholder, min_values: 0, max_values: MAX_ALLOWED };
  if (id === 'allowedRoleIds') {
    const chosen = settings.allowedRoleIds.map((roleId) => ({
      id: roleId,
      type: SelectMenuDefaultValueType.Role as const,
    }));
    return [row({ type: ComponentType.RoleSelect, ...many, default_values: chosen })];
  }
  if (id === 'allowedChannelIds') {
    const chosen = settings.allowedChannelIds.map((channelId) => ({
      id: channelId,
      type: SelectMenuDefaultValueType.Channel as const,
    }));
    return [
      row({
        type: ComponentType.ChannelSelect,
        ...many,
        channel_types: [ChannelType.GuildVoice, ChannelType.GuildStageVoice],
        default_values: chosen,
      }),
    ];
  }
  if (id === 'transcriptChannelId') {
    const channelId = settings.transcriptChannelId;
    const chosen =
      channelId === undefined ? [] : [{ id: channelId, type: SelectMenuDefaultValueType.Channel as const }];
    return [
      row({
        type: ComponentType.ChannelSelect,
        ...many,
        max_values: 1,
        channel_types: [ChannelType.GuildText],
        default_values: chosen,
      }),
    ];
  }
  const options = fields.options(id);
  if (options === undefined) return [];
  const labelled = options.map(({ value, label }) => {
    const count = losses?.get(value);
    return {
      value,
      label: label.slice(0, MAX_OPTION_CHARACTERS),
      ...(count === undefined ? {} : { description: words('settings.deletesLines', { count }) }),
    };
  });
  return [row({ type: ComponentType.StringSelect, custom_id: customId, placeholder, options: labelled })];
}

function row(...components: APIComponentInMessageActionRow[]): Row {
  return { type: ComponentType.ActionRow, components };
}

function button(customId: string, label: string) {
  return { type: ComponentType.Button, style: ButtonStyle.Secondary, label, custom_id: customId } as const;
}
