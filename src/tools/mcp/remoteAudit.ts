import { isDeepStrictEqual } from 'node:util';
import { type AuditEntry, auditedArguments } from '../toolAudit.ts';
import { mcpToolName } from './mcpTool.ts';

/** A call that the model's own server has made of a tool of an MCP server. Nothing in it is to be trusted. */
export interface RemoteCall {
  server: string;
  tool: string;
  argumentsJson: string;
  failed: boolean;
  /** Whose words were being answered. */
  userIds: readonly string[];
}

/** The call as the trail keeps it, like one of our own. How long it took is not known. */
export function remoteAudit(
  place: Pick<AuditEntry, 'guildId' | 'conversationId'>,
  { server, tool, argumentsJson, failed, userIds }: RemoteCall,
): AuditEntry {
  const args = argumentsOf(argumentsJson);
  return {
    ...place,
    tool: mcpToolName(server, tool),
    userIds,
    outcome: failed ? 'failed' : 'done',
    argumentsText: isDeepStrictEqual(args, {}) ? '' : auditedArguments({ privateArguments: false }, args),
    tookMs: 0,
  };
}

/** What is no JSON may hold anything, a secret too: it is left out. */
function argumentsOf(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}
