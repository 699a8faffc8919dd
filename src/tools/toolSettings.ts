/** What the operator decides about tools. Plain data. */
export interface ToolSettings {
  /** A folder of JavaScript modules, each a tool; `undefined`: only those that are shipped. */
  folder: string | undefined;
  /** A file that names MCP servers; `undefined`: there are none. */
  mcpConfig: string | undefined;
}
