/** Which field names the server speaks: `ga` is api.openai.com, `beta` lives on in other servers. */
export type Dialect = 'ga' | 'beta';

/** Who decides at the model that a person has finished. Wire: `turn_detection`. */
export type TurnDetection =
  | {
      kind: 'server';
      /** Activation, 0..1. */
      threshold: number;
      /** Sound kept from before the detected start. */
      prefixPaddingMs: number;
      /** Silence that ends a turn. */
      silenceDurationMs: number;
      /** The model answers on its own when a turn ends. */
      createResponse: boolean;
      /** The model stops its own answer when somebody speaks. */
      interruptResponse: boolean;
    }
  | {
      kind: 'semantic';
      eagerness: 'low' | 'medium' | 'high' | 'auto';
      createResponse: boolean;
      interruptResponse: boolean;
    };

export type NoiseReduction = 'near_field' | 'far_field';

/** A function the model may call: its arguments are described by a JSON schema. */
export interface ToolDefinition {
  name: string;
  description: string;
  parameters: Record<string, unknown>;
}

/** An MCP server that the model's own server talks with. `headers` are secret. */
export interface RemoteMcpServer {
  /** Letters, digits, `-` and `_`. */
  label: string;
  url: string;
  headers: Record<string, string>;
  /** `undefined`: all of its tools. */
  allowedTools: string[] | undefined;
}

/** How the model may use its tools. `{ name }` forces one. */
export type ToolChoice = 'auto' | 'none' | 'required' | { name: string };

/** Everything the model's edge needs to hold a session. Plain data: it crosses the host's seam. */
export interface ModelSettings {
  /** `ws://` or `wss://` address without query. */
  url: string;
  model: string;
  dialect: Dialect;
  /** Sent on the upgrade request, authorisation included. Secret: never logged. */
  headers: Record<string, string>;
  voice: string;
  instructions: string;
  /** `undefined`: no transcription. */
  transcriptionModel: string | undefined;
  noiseReduction: NoiseReduction | undefined;
  /** `undefined`: the model's VAD is off and the client commits. */
  turnDetection: TurnDetection | undefined;
  tools: ToolDefinition[];
  /** `ga` only: the beta dialect has none, and leaves them out. */
  remoteMcp?: RemoteMcpServer[];
  toolChoice: ToolChoice;
  /** 0.6..1.2, beta only: the ga dialect has no such field. */
  temperature: number | undefined;
  /** Per response; `undefined`: no limit. */
  maxOutputTokens: number | undefined;
  /** 0.25..1.5 */
  speed: number;
  /** After this a session makes way for another one; `undefined`: it is used for as long as it holds. */
  sessionLimitMs?: number | undefined;
}
