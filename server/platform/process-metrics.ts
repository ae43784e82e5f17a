import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from './metrics.ts';

/** How often the event loop is asked whether it is late, in ms. */
const resolution = 10;

/**
 * Registers what this process uses: memory, CPU and time, and by how much its event loop was late since the last scrape
 * (so one Prometheus should scrape it, not two). Measures until the process ends.
 */
export function measureProcess(metrics: Metrics): void {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  const help = (what: string) => `Event loop delay since the last scrape, ${what}.`;
  metrics.gauge('nodejs_eventloop_delay_p50_seconds', help('median'), () => late(delay.percentile(50)));
  metrics.gauge('nodejs_eventloop_delay_p99_seconds', help('99th percentile'), () => late(delay.percentile(99)));
  metrics.gauge('nodejs_eventloop_delay_max_seconds', help('maximum'), () => {
    const longest = late(delay.max);
    // The last of the three that a scrape reads.
    delay.reset();
    return longest;
  });
  metrics.gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
  metrics.gauge('nodejs_heap_used_bytes', 'JavaScript heap in use.', () => process.memoryUsage().heapUsed);
  metrics.total('process_cpu_seconds_total', 'CPU time, user and system.', cpuSeconds);
  metrics.gauge('process_uptime_seconds', 'Time since the process started.', () => process.uptime());
}

/** Node measures from one tick of its timer to the next, in ns; what counts is by how many seconds that took too long. */
const late = (nanoseconds: number): number => Math.max(0, nanoseconds - resolution * 1e6) / 1e9;

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
