import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readAs } from '../src/readAs.ts';

const named = z.object({ name: z.string().min(1).max(5) });

describe('reading what a stranger sent', () => {
  it('gives the parsed value', () => {
    expect(readAs(named, { name: 'Mia', more: 1 })).toEqual({ success: true, data: { name: 'Mia' } });
  });

  it('says why there is none', () => {
    expect(readAs(named, { name: 'Mia of the hill' })).toMatchObject({
      success: false,
      why: expect.stringContaining('name'),
    });
  });

  it('survives a JSON object whose length cannot be compared', () => {
    const hostile: unknown = JSON.parse('{"name":{"length":{"valueOf":1,"toString":1}}}');
    expect(() => named.safeParse(hostile)).toThrow(TypeError);
    expect(readAs(named, hostile)).toMatchObject({ success: false });
  });
});
