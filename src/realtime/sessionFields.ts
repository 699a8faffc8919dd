import type { ClientEvent, TextRole } from './dialectEncoder.ts';
import type { RemoteMcpServer, ToolDefinition, TurnDetection } from './modelSettings.ts';

/** `turn_detection`: the same object in both dialects, only its place differs. `null` switches it off. */
export function encodeTurnDetection(detection: TurnDetection | undefined): Record<string, unknown> | null {
  if (detection === undefined) return null;
  const answers = {
    create_response: detection.createResponse,
    interrupt_response: detection.interruptResponse,
  };
  if (detection.kind === 'semantic') {
    return { type: 'semantic_vad', eagerness: detection.eagerness, ...answers };
  }
  return {
    type: 'server_vad',
    threshold: detection.threshold,
    prefix_padding_ms: detection.prefixPaddingMs,
    silence_duration_ms: detection.silenceDurationMs,
    ...answers,
  };
}

/** `tools`: functions, the same in both dialects. */
export function encodeTools(tools: readonly ToolDefinition[]): Record<string, unknown>[] {
  return tools.map(({ name, description, parameters }) => ({
    type: 'function',
    name,
    description,
    parameters,
  }));
}

/** `tools` of the kind `mcp` (the ga dialect alone). Approval is not asked for: what needs a yes is not among them. */
export function encodeRemoteMcp(servers: readonly RemoteMcpServer[]): Record<string, unknown>[] {
  return servers.map(({ label, url, headers, allowedTools }) => ({
    type: 'mcp',
    server_label: label,
    server_url: url,
    headers,
    require_approval: 'never',
    ...(allowedTools === undefined ? {} : { allowed_tools: allowedTools }),
  }));
}

/** A text message; the name of an assistant's text part is the dialect's. */
export function encodeTextItem(role: TextRole, text: string, assistantPart: string): ClientEvent {
  const part = role === 'assistant' ? assistantPart : 'input_text';
  return {
    type: 'conversation.item.create',
    item: { type: 'message', role, content: [{ type: part, text }] },
  };
}
