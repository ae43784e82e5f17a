import { describe, expect, test } from 'vitest';
import type { WebsocketProvider } from 'y-websocket';
import { BareClient, encode, plantDocument, until } from '../support/documents.ts';
import type { SampleRound } from '../support/sample-round.ts';
import { serveSampleRound } from '../support/served-round.ts';
import { visitorsTo } from './visitors.ts';

const { db, round, server } = await serveSampleRound();
const documentId = await plantDocument(db, round.roundId);
const visitors = visitorsTo(server, round.people);

const join = (person: keyof SampleRound['people']) => visitors.join(documentId, person);
const stateAt = (viewer: WebsocketProvider, of: { doc: { clientID: number } }) =>
  viewer.awareness.getStates().get(of.doc.clientID);

describe('presence', () => {
  test('shows the name that the server knows, whatever the client claims', async () => {
    const viewer = await join('coordination');
    const liar = await join('behindertenbeirat');
    liar.awareness.setLocalState({
      cursor: { anchor: 1 },
      user: { name: 'Oberbürgermeister', personId: round.people.coordination.personId },
    });
    await until(() => stateAt(viewer, liar)?.cursor);
    expect(stateAt(viewer, liar)).toEqual({
      cursor: { anchor: 1 },
      user: {
        personId: round.people.behindertenbeirat.personId,
        name: 'Behindertenbeirat',
        initials: 'BE',
        tone: 1,
        group: 'Behindertenbeirat',
      },
    });
  });

  test('who comes later sees who is there, and who leaves is gone at once', async () => {
    const first = await join('coordination');
    first.awareness.setLocalState({ cursor: null });
    const second = await join('jugendhilfeplanung');
    await until(() => stateAt(second, first));
    await until(() => stateAt(first, second));
    second.destroy();
    await until(() => stateAt(first, second) === undefined);
  });

  test('after a lost connection both see each other again at once', async () => {
    const [first, second] = [await join('coordination'), await join('jugendhilfeplanung')];
    await until(() => stateAt(first, second) && stateAt(second, first));
    second.ws?.close();
    await until(() => !second.synced);
    await until(() => stateAt(first, second) === undefined || second.synced);
    await until(() => second.synced && stateAt(first, second) && stateAt(second, first), 3_000);
  });

  test('nobody speaks for another window: foreign client ids are dropped, and so is what is no small object', async () => {
    const victim = await join('coordination');
    const viewer = await join('jugendhilfeplanung');
    await until(() => stateAt(viewer, victim));
    const before = stateAt(viewer, victim);
    const attacker = new BareClient(server.url, documentId, round.people.behindertenbeirat.personId);
    await attacker.enter();
    const claim = (clientId: number, state: string) =>
      attacker.socket.send(encode(1, encode(1, clientId, 2 ** 50, state)));
    claim(victim.doc.clientID, 'null');
    claim(victim.doc.clientID, '{"cursor":"gefälscht"}');
    claim(4711, '{"cursor":"eigen"}');
    claim(4712, '{"cursor":"zweites Fenster"}');
    for (const state of ['[]', '7', '"Text"', '{', JSON.stringify({ long: 'x'.repeat(4096) })]) claim(4711, state);
    attacker.socket.send(
      encode(1, encode(2, victim.doc.clientID, 2 ** 50, 'null', 4711, 2 ** 50, '{"cursor":"Ende"}')),
    );
    await until(() => viewer.awareness.getStates().get(4711)?.cursor === 'Ende');
    expect(stateAt(viewer, victim)).toEqual(before);
    expect(viewer.awareness.getStates().has(4712)).toBe(false);
    expect(stateAt(viewer, viewer)).toBeDefined();
    attacker.socket.terminate();
    await until(() => !viewer.awareness.getStates().has(4711));
  });
});
