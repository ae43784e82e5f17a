import type { BallotId } from '#domain/ids.ts';
import type { LiveSession } from '#lib/live/connection.svelte.ts';
import type { Conclude } from '#lib/prioritisation/conclude.ts';

/** Writes down through the live connection what the round makes of a result, so that everybody sees it at once. */
export const liveConclude = (live: LiveSession, ballotId: BallotId): Conclude => ({
  sessionId: live.view.id,
  action: `/measures/results/${ballotId}`,
  requestId: '',
  send: async (command, input) => {
    const reply = await live.send(command, input);
    return reply.ok ? null : reply.code;
  },
});
