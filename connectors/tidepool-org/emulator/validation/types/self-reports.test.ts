import { borders, cases, integerBorders, letters } from '../testing/cases.ts';

cases('a report of states', { type: 'reportedState' }, [
  [{ states: [] }],
  [
    {
      states: [
        { state: 'illness', severity: 0 },
        { state: 'other', stateOther: 'x' },
      ],
    },
  ],
  [
    { states: [{ severity: 11 }] },
    'value-out-of-range /states/0/severity',
    'value-not-exists /states/0/state',
  ],
  [{ states: [{ state: 'stress', severity: 0.5 }] }, 'type-not-int /states/0/severity'],
  [{ states: [{ state: 'tired' }, null] }, 'value-not-allowed /states/0/state', 'value-not-exists /states/1'],
  [{ states: [{ state: 'other' }] }, 'value-not-exists /states/0/stateOther'],
  [{ states: [{ state: 'stress', stateOther: 'x' }] }, 'value-exists /states/0/stateOther'],
]);

cases('water', { type: 'water', amount: { units: 'milliliters', value: 0 } }, [
  ...borders('/amount/value', 0, 10, { beside: { units: 'gallons' } }),
  ...borders('/amount/value', 0, 37.854118, { beside: { units: 'liters' } }),
  ...borders('/amount/value', 0, 37_854.118, { beside: { units: 'milliliters' } }),
  ...borders('/amount/value', 0, 1280, { beside: { units: 'ounces' } }),
  [{ amount: undefined }, 'value-not-exists /amount'],
  [{ amount: {} }, 'value-not-exists /amount/units', 'value-not-exists /amount/value'],
  [{ amount: { units: 'cups', value: 1e9 } }, 'value-not-allowed /amount/units'],
]);

const issuedTime = '2024-03-01T08:00:00Z';
const before = '2024-03-01T07:59:59.999Z';

cases('an alert', { type: 'alert', name: 'low', issuedTime }, [
  ...integerBorders('/triggerDelay', 0, 86_400, { trigger: 'delayed' }),
  [{ name: undefined, issuedTime: undefined }, 'value-not-exists /name', 'value-not-exists /issuedTime'],
  [{ name: letters(101) }, 'length-out-of-range /name'],
  [{ issuedTime: 'x' }, 'value-not-parsable /issuedTime'],
  [{ issuedTime: '0001-01-01T00:00:00Z' }, 'value-empty /issuedTime'],
  [{ acknowledgedTime: '0001-01-01T00:00:00Z' }, 'value-not-after /acknowledgedTime'],
  [{ priority: 'critical', trigger: 'immediate', sound: 'vibrate' }],
  [
    { priority: 'x', trigger: 'x', sound: 'x' },
    'value-not-allowed /priority',
    'value-not-allowed /trigger',
    'value-not-allowed /sound',
  ],
  [{ trigger: 'repeating', triggerDelay: 86_400 }],
  [{ trigger: 'delayed', triggerDelay: 86_401 }, 'value-out-of-range /triggerDelay'],
  [{ trigger: 'delayed' }, 'value-not-exists /triggerDelay'],
  [{ trigger: 'immediate', triggerDelay: 1 }, 'value-exists /triggerDelay'],
  [{ triggerDelay: 1 }, 'value-exists /triggerDelay'],
  [{ sound: 'name', soundName: 'Gong' }],
  [{ sound: 'name' }, 'value-not-exists /soundName'],
  [{ sound: 'silence', soundName: 'Gong' }, 'value-exists /soundName'],
  [{ acknowledgedTime: issuedTime, retractedTime: issuedTime }],
  [{ acknowledgedTime: '2024-03-01T09:00:00+01:00' }],
  [
    { acknowledgedTime: before, retractedTime: before },
    'value-not-after /acknowledgedTime',
    'value-not-after /retractedTime',
  ],
]);
