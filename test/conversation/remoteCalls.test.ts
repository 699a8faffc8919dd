import { describe, expect, it } from 'vitest';
import type { ToolCall } from '../../src/realtime/sessionEvents.ts';
import { Stage } from './stage.ts';

const CALL: ToolCall = {
  callId: 'mcp_1',
  responseId: 'r1',
  name: 'search',
  argumentsJson: '{}',
  authorIds: ['mia'],
  remoteServer: 'docs',
};

/** Mia has asked something, and the model's own server has called a tool for the answer. */
function called(confirmed: boolean): Stage {
  const stage = new Stage();
  stage.speak('mia', 400).end('mia');
  if (confirmed) stage.clock.advance(300);
  stage.realtime.tell({ type: 'responseCreated', responseId: 'r1' });
  stage.realtime.tell({ type: 'toolCall', call: CALL });
  const end = { status: 'completed', reason: undefined, usage: undefined } as const;
  stage.realtime.tell({ type: 'responseDone', responseId: 'r1', ...end });
  stage.asked();
  return stage;
}

const requests = (stage: Stage) => stage.asked().filter((call) => call !== 'commit');

describe('a tool that the model’s own server has called', () => {
  it('is nobody’s to run here; when it has ended the model is asked to go on, in the same name', () => {
    const stage = called(true);
    expect(requests(stage)).toEqual([]);
    stage.realtime.tell({ type: 'remoteCallEnded', call: CALL, failed: false });
    expect(requests(stage)).toEqual(['requestResponse']);
    expect(stage.told.map(({ type }) => type)).not.toContain('toolCall');
    expect(stage.told).toContainEqual({
      type: 'remoteCall',
      conversationId: 'c1',
      server: 'docs',
      tool: 'search',
      argumentsJson: '{}',
      failed: false,
      userIds: ['mia'],
    });
    stage.realtime.tell({ type: 'responseCreated', responseId: 'r2' });
    stage.realtime.tell({
      type: 'toolCall',
      call: { callId: 'c2', responseId: 'r2', name: 'post_message', argumentsJson: '{}' },
    });
    expect(stage.told).toContainEqual(expect.objectContaining({ type: 'toolCall', userIds: ['mia'] }));
  });

  it('may have ended before it is certain that anybody hears the answer', () => {
    const stage = called(false);
    stage.realtime.tell({ type: 'remoteCallEnded', call: CALL, failed: false });
    expect(requests(stage)).toEqual([]);
    stage.clock.advance(300);
    expect(requests(stage)).toEqual(['requestResponse']);
  });

  it('is waited for, but not without end', () => {
    const stage = called(true);
    stage.clock.advance(31_000);
    expect(stage.told.map(({ type }) => type)).not.toContain('remoteCall');
    expect(stage.clock.pending).toBeLessThan(5);
    stage.realtime.tell({ type: 'remoteCallEnded', call: CALL, failed: true });
    expect(stage.told).toContainEqual(expect.objectContaining({ type: 'remoteCall', failed: true }));
  });
});
