import type { ToolSettings } from '../tools/toolSettings.ts';
import type { EnvironmentReader } from './environmentReader.ts';
import { line } from './schemas.ts';

/** Reads what the operator decides about tools; what is wrong is noted at the reader. */
export function readToolSettings(reader: EnvironmentReader): ToolSettings {
  return {
    folder: reader.value<string | undefined>('TOOLS_DIR', line, undefined),
    mcpConfig: reader.value<string | undefined>('MCP_CONFIG', line, undefined),
  };
}
