import { describe, expect, it } from 'vitest';
import type { McpServerConfig } from '../../../src/tools/mcp/mcpConfig.ts';
import { runsUnasked } from '../../../src/tools/mcp/mcpTool.ts';
import { NativeMcp } from '../../../src/tools/mcp/nativeMcp.ts';
import { remoteAudit } from '../../../src/tools/mcp/remoteAudit.ts';

function config(changes: Partial<McpServerConfig> = {}): McpServerConfig {
  return {
    name: 'docs',
    address: { kind: 'http', url: 'https://docs.example/mcp', headers: { Authorization: 'Bearer x' } },
    allow: undefined,
    mayUse: 'everyone',
    needsYes: undefined,
    timeLimitMs: 10_000,
    native: true,
    ...changes,
  };
}

const info = (name: string, annotations = {}) => ({
  name,
  annotations,
  inputSchema: { type: 'object' as const },
});

describe('what the model’s own server may call by itself', () => {
  it.each([
    ['a tool that only reads', {}, info('search', { readOnlyHint: true }), true],
    ['a tool that says nothing of itself', {}, info('search'), false],
    ['a tool that destroys', {}, info('wipe', { destructiveHint: true, readOnlyHint: true }), false],
    ['whatever the operator wants no yes for', { needsYes: false }, info('search'), true],
    ['what is not among those that need a yes', { needsYes: new Set(['wipe']) }, info('search'), true],
    ['what needs a yes', { needsYes: new Set(['wipe']) }, info('wipe', { readOnlyHint: true }), false],
    ['what all need a yes for', { needsYes: true }, info('search', { readOnlyHint: true }), false],
    ['what is for admins', { mayUse: 'admins' }, info('search', { readOnlyHint: true }), false],
  ] as const)('%s: %j', (_, changes, tool, may) => {
    expect(runsUnasked(config(changes), tool)).toBe(may);
  });

  it('is offered by its name there, is not offered twice, and not where it is switched off', () => {
    const nativeTools = new Map([
      ['docs__search', 'search'],
      ['docs__fetch', 'fetch'],
    ]);
    const native = new NativeMcp([{ config: config(), nativeTools }]);
    const server = { label: 'docs', url: 'https://docs.example/mcp', headers: { Authorization: 'Bearer x' } };
    expect(native.offer(new Set())).toEqual({
      servers: [{ ...server, allowedTools: ['search', 'fetch'] }],
      names: new Set(['docs__search', 'docs__fetch']),
    });
    expect(native.offer(new Set(['docs__fetch'])).servers).toEqual([{ ...server, allowedTools: ['search'] }]);
    expect(native.offer(new Set(['docs__search', 'docs__fetch'])).servers).toEqual([]);
    const unknown = new NativeMcp([{ config: config(), nativeTools: new Map() }]);
    expect(unknown.offer(new Set()).servers).toEqual([]);
  });

  it('stands in the trail like a call of ours, without what is named like a secret', () => {
    const place = { guildId: 'g', conversationId: 'c' };
    const call = { server: 'docs', tool: 'search', failed: false, userIds: ['mia'] };
    expect(remoteAudit(place, { ...call, argumentsJson: '{"q":"tea","apiKey":"hunter2"}' })).toEqual({
      ...place,
      tool: 'docs__search',
      userIds: ['mia'],
      outcome: 'done',
      argumentsText: '{"q":"tea","apiKey":"(hidden)"}',
      tookMs: 0,
    });
    expect(remoteAudit(place, { ...call, failed: true, argumentsJson: 'password=hunter2' })).toMatchObject({
      outcome: 'failed',
      argumentsText: '',
    });
  });
});
