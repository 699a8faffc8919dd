import type { Clock } from '../../clock.ts';
import type { GatewayServer } from './gatewayServer.ts';
import type { InteractionDesk } from './interactionDesk.ts';
import type { MessageBook } from './messageBook.ts';
import type { SnowflakeMint } from './snowflake.ts';
import type { VoiceStates } from './voiceStates.ts';
import type { WorldDeeds } from './worldDeeds.ts';
import type { WorldState } from './worldState.ts';

/** What the handles that tests hold (guild, channel, person) work with. */
export interface LocalParts {
  readonly world: WorldState;
  readonly gateway: GatewayServer;
  readonly voiceStates: VoiceStates;
  readonly deeds: WorldDeeds;
  readonly messages: MessageBook;
  readonly desk: InteractionDesk;
  readonly snowflakes: SnowflakeMint;
  readonly clock: Clock;
}
