import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createMetrics } from '../../server/platform/metrics.ts';
import { measureProcess } from '../../server/platform/process-metrics.ts';

describe('the metrics', () => {
  test('are told in the order of their registration, as Prometheus reads them', () => {
    const metrics = createMetrics();
    const frames = metrics.counter('frames_total', 'Frames taken.');
    let open = 3;
    metrics.gauge('documents_open', 'Documents in memory.', () => open);
    metrics.total('queries_total', 'Counted by the pool.', () => 12);
    frames.add();
    frames.add(2.5);
    open = 4;
    expect(metrics.text()).toBe(
      [
        '# HELP frames_total Frames taken.',
        '# TYPE frames_total counter',
        'frames_total 3.5',
        '# HELP documents_open Documents in memory.',
        '# TYPE documents_open gauge',
        'documents_open 4',
        '# HELP queries_total Counted by the pool.',
        '# TYPE queries_total counter',
        'queries_total 12',
        '',
      ].join('\n'),
    );
  });

  test('count each value of a label; the announced ones stand at 0 from the start', () => {
    const metrics = createMetrics();
    const refused = metrics.counters('refused_total', 'Refused.', 'code', ['flood', 'nesting', 'size']);
    refused.add('flood');
    refused.add('flood', 4);
    refused.add('size');
    expect(samples(metrics.text())).toEqual([
      'refused_total{code="flood"} 5',
      'refused_total{code="nesting"} 0',
      'refused_total{code="size"} 1',
    ]);
  });

  test('put an observation into every bucket that it fits under, its bound included', () => {
    const metrics = createMetrics();
    const seconds = metrics.histogram('commit_seconds', 'Commits.', [0.25, 1, 2]);
    for (const x of [0.125, 0.25, 0.5, 2, 64]) seconds.observe(x);
    expect(samples(metrics.text())).toEqual([
      'commit_seconds_bucket{le="0.25"} 2',
      'commit_seconds_bucket{le="1"} 3',
      'commit_seconds_bucket{le="2"} 4',
      'commit_seconds_bucket{le="+Inf"} 5',
      'commit_seconds_sum 66.875',
      'commit_seconds_count 5',
    ]);
    expect(metrics.text(), 'a second scrape counts nothing twice').toBe(metrics.text());
  });

  test('escape what would break a line', () => {
    const metrics = createMetrics();
    metrics.counters('odd_total', 'One\\two\n"three"', 'path').add('a"b\\c\nd');
    expect(metrics.text().split('\n')).toEqual([
      String.raw`# HELP odd_total One\\two\n"three"`,
      '# TYPE odd_total counter',
      String.raw`odd_total{path="a\"b\\c\nd"} 1`,
      '',
    ]);
  });

  test('write what is not finite as Prometheus does', () => {
    const metrics = createMetrics();
    metrics.gauge('up', '', () => Infinity);
    metrics.gauge('down', '', () => -Infinity);
    metrics.gauge('none', '', () => NaN);
    expect(samples(metrics.text())).toEqual(['up +Inf', 'down -Inf', 'none NaN']);
  });

  test('refuse a name that is taken or odd, and bounds that do not rise', () => {
    const metrics = createMetrics();
    metrics.counter('frames_total', '');
    expect(() => metrics.gauge('frames_total', '', () => 0)).toThrow('already');
    expect(() => metrics.counter('frames total', '')).toThrow('Not the name');
    expect(() => metrics.histogram('a', '', [1, 1])).toThrow('do not rise');
    expect(() => metrics.histogram('a', '', [NaN])).toThrow('do not rise');
  });
});

test('the process tells what it uses, and by how much its event loop was late since the last scrape', async () => {
  const metrics = createMetrics();
  measureProcess(metrics);
  await sleep(30);
  const until = performance.now() + 120;
  while (performance.now() < until);
  await sleep(30);
  const busy = valuesOf(metrics.text());
  expect(busy.nodejs_eventloop_delay_max_seconds).toBeGreaterThan(0.1);
  expect(busy.nodejs_eventloop_delay_p99_seconds).toBeGreaterThan(0.1);
  expect(busy.nodejs_eventloop_delay_p50_seconds).toBeLessThan(0.1);
  for (const [name, value] of Object.entries(busy)) expect(value, name).toBeGreaterThanOrEqual(0);
  expect(busy.process_cpu_seconds_total).toBeGreaterThan(0.05);
  expect(busy.process_resident_memory_bytes).toBeGreaterThan(busy.nodejs_heap_used_bytes ?? NaN);
  expect(busy.process_uptime_seconds).toBeGreaterThan(0.1);
  expect(valuesOf(metrics.text()).nodejs_eventloop_delay_max_seconds, 'a scrape begins anew').toBe(0);
});

const samples = (text: string): string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

const valuesOf = (text: string): Record<string, number> =>
  Object.fromEntries(
    samples(text)
      .map((line) => line.split(' '))
      .map(([name = '', value]) => [name, Number(value)]),
  );
