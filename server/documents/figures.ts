import { closings, type Closing } from '#domain/analysis/document.ts';
import type { Metrics } from '../platform/metrics.ts';

/** What is counted of the documents; see `GET /metrics`. */
export type Figures = {
  readonly refused: (closing: string) => void;
  readonly received: (bytes: number) => void;
  readonly sent: (bytes: number) => void;
  readonly committed: (updates: number, milliseconds: number) => void;
  readonly acknowledged: (milliseconds: number) => void;
  readonly gap: () => void;
};

/** Registers the documents' figures. `now` tells how many connections and documents there are. */
export function createFigures(metrics: Metrics, now: { connections: () => number; documents: () => number }): Figures {
  const named: readonly Closing[] = Object.keys(closings) as Closing[];
  metrics.gauge('planungsrunde_document_connections', 'Open sockets to documents', now.connections);
  metrics.gauge('planungsrunde_documents_loaded', 'Documents in memory', now.documents);
  const refused = metrics.counters('planungsrunde_document_refusals_total', 'Sockets ended, by reason', 'code', [
    ...named,
    'framing',
  ]);
  const received = metrics.counter('planungsrunde_document_received_bytes_total', 'Bytes taken from document sockets');
  const sent = metrics.counter('planungsrunde_document_sent_bytes_total', 'Bytes handed to document sockets');
  const gaps = metrics.counter('planungsrunde_document_gaps_total', 'Frames that built on something missing');
  const updates = metrics.counter('planungsrunde_document_updates_total', 'Updates stored');
  const size = metrics.histogram(
    'planungsrunde_document_commit_updates',
    'Updates per commit',
    [1, 2, 5, 10, 50, 200, 1_000],
  );
  const seconds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];
  const commit = metrics.histogram('planungsrunde_document_commit_seconds', 'How long a commit took', seconds);
  const acknowledged = metrics.histogram(
    'planungsrunde_document_acknowledgement_seconds',
    'From an update coming in to its acknowledgement going out',
    seconds,
  );
  return {
    refused: (closing) => refused.add(named.find((name) => name === closing) ?? 'framing'),
    received: (bytes) => received.add(bytes),
    sent: (bytes) => sent.add(bytes),
    committed: (count, milliseconds) => {
      updates.add(count);
      size.observe(count);
      commit.observe(milliseconds / 1_000);
    },
    acknowledged: (milliseconds) => acknowledged.observe(milliseconds / 1_000),
    gap: () => gaps.add(),
  };
}
