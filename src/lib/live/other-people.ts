import * as v from 'valibot';
import type { Awareness } from 'y-protocols/awareness';
import { PresentPerson } from '#domain/analysis/document.ts';

/** Somebody else who has the document open; `clientId` names the window, of which one person may have several. */
export type OtherPerson = PresentPerson & { readonly clientId: number };

/** The others in a document, as the server names them. */
export const otherPeople = (awareness: Awareness): OtherPerson[] =>
  [...awareness.getStates()].flatMap(([clientId, { user }]) => {
    const person = v.safeParse(PresentPerson, user);
    return clientId !== awareness.clientID && person.success ? [{ ...person.output, clientId }] : [];
  });
