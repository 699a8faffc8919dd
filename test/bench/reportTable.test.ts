import { describe, expect, it } from 'vitest';
import { atLeast, atMost, type Measurement, reaches } from '../../bench/report/measurement.ts';
import { reportTable } from '../../bench/report/reportTable.ts';

const delay: Measurement = {
  scenario: 'delay',
  what: 'there and back',
  unit: 'ms',
  subject: 'parley',
  conversations: 1,
  summary: { n: 9, median: 10, p95: 30 },
  aim: atMost(20),
};

describe('what reaches its aim', () => {
  it('looks at the figure the aim names', () => {
    expect(reaches(delay)).toBe(true);
    expect(reaches({ ...delay, aim: atMost(20, 'p95') })).toBe(false);
    expect(reaches({ ...delay, aim: atLeast(20) })).toBe(false);
    expect(reaches({ ...delay, aim: undefined })).toBeUndefined();
  });

  it('is not reached by a figure that is missing', () => {
    expect(reaches({ ...delay, summary: { n: 0, median: Number.NaN, p95: Number.NaN } })).toBe(false);
  });
});

describe('the table', () => {
  it('puts the subjects beside each other, with the ratio of their medians', () => {
    const plain: Measurement = { ...delay, subject: 'plain', summary: { n: 9, median: 45, p95: 90 } };
    const line = reportTable([delay, plain]).split('\n')[2];
    expect(line).toMatch(/there and back \[ms\] +1 +<= 20 +10 \/ 30 \(9\) +ok +45 \/ 90 \(9\) +4\.50x$/);
  });

  it('says which aim was missed', () => {
    expect(reportTable([{ ...delay, aim: atMost(5) }])).toContain('MISSED');
  });

  it('never calls a figure without data good', () => {
    const none = { n: 0, median: Number.NaN, p95: Number.NaN };
    const endless = { n: 1, median: Number.NEGATIVE_INFINITY, p95: Number.NEGATIVE_INFINITY };
    for (const summary of [none, endless]) {
      const line = reportTable([{ ...delay, summary }]).split('\n')[2];
      expect(line).toMatch(/no data +MISSED: no data$/);
    }
  });

  it('keeps the product with turns left to the model in a column of its own', () => {
    const line = reportTable([delay, { ...delay, subject: 'server', summary: { n: 1, median: 7, p95: 7 } }]);
    expect(line.split('\n')[2]).toMatch(/10 \/ 30 \(9\) +ok +7$/);
  });

  it('judges the product by the figures with turns left to the model where there are no others', () => {
    const byModel: Measurement = { ...delay, subject: 'server' };
    const plain: Measurement = { ...delay, subject: 'plain', summary: { n: 1, median: 20, p95: 20 } };
    expect(reportTable([byModel, plain]).split('\n')[2]).toMatch(/<= 20 +ok +10 \/ 30 \(9\) +20 +2x$/);
  });

  it('names a scenario once, and keeps figures of different numbers of conversations apart', () => {
    const table = reportTable([delay, { ...delay, conversations: 25 }]);
    expect(table.match(/^delay$/gm)).toHaveLength(1);
    expect(table.match(/there and back/g)).toHaveLength(2);
  });

  it('gives no ratio to nothing', () => {
    const none = { n: 1, median: 0, p95: 0 };
    expect(
      reportTable([
        { ...delay, summary: none },
        { ...delay, subject: 'plain' },
      ]),
    ).not.toMatch(/\dx$/m);
  });
});
