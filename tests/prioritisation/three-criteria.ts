import type { RuleOf } from '#domain/prioritisation/rule.ts';

/** Three criteria, in the words of the sample round. */
export const threeCriteria: RuleOf<'weighted'> = {
  method: 'weighted',
  criteria: [
    {
      ...{ key: 'urgency', label: 'Dringlichkeit', weight: 50 },
      question: 'Wie schnell verschlechtert sich die Lage ohne Handeln?',
      ...{ low: 'kann warten', high: 'sehr dringend' },
    },
    {
      ...{ key: 'participation', label: 'Wirkung auf Teilhabe', weight: 30 },
      question: 'Wie stark verbessert die Maßnahme die Teilhabe der Zielgruppe?',
      ...{ low: 'kaum', high: 'sehr stark' },
    },
    {
      ...{ key: 'resources', label: 'Ressourcen', weight: 20 },
      question: 'Geld, Personal, Räume',
      ...{ low: 'großer Aufwand', high: 'geringer Aufwand' },
    },
  ],
};
