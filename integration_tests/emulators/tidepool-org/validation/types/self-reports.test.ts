import { about, cases, letters } from '../test-kit.ts';

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

const water = (units: string, value: number, ...errors: string[]) =>
  about('amount')({ units, value }, ...errors);

cases('water', { type: 'water', amount: { units: 'milliliters', value: 0 } }, [
  [{ amount: undefined }, 'value-not-exists /amount'],
  [{ amount: {} }, 'value-not-exists /amount/units', 'value-not-exists /amount/value'],
  water('gallons', 10),
  water('gallons', 10.1, 'value-out-of-range /value'),
  water('liters', 37.854118),
  water('liters', 37.9, 'value-out-of-range /value'),
  water('milliliters', 37_855, 'value-out-of-range /value'),
  water('ounces', 1280),
  water('ounces', -1, 'value-out-of-range /value'),
  water('cups', 1e9, 'value-not-allowed /units'),
]);

const issuedTime = '2024-03-01T08:00:00Z';
const before = '2024-03-01T07:59:59.999Z';

cases('an alert', { type: 'alert', name: 'low', issuedTime }, [
  [{ name: undefined, issuedTime: undefined }, 'value-not-exists /name', 'value-not-exists /issuedTime'],
  [{ name: letters(101) }, 'length-out-of-range /name'],
  [{ issuedTime: 'x' }, 'value-not-parsable /issuedTime'],
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
