import { about, borders, cases } from '../testing/cases.ts';

const DAY = 86_400_000;
const normal = { type: 'bolus', subType: 'normal', normal: 1 };
const square = { type: 'bolus', subType: 'square', extended: 1, duration: 1000 };
const dual = { ...square, subType: 'dual/square', normal: 1 };

cases('a normal bolus', normal, [
  [{ subType: undefined }, 'value-not-exists /subType'],
  [{ subType: '' }, 'value-not-allowed /subType'],
  [{ subType: 1 }, 'type-not-string /subType', 'value-not-exists /subType'],
  [{ normal: 0 }],
  [{ normal: 100 }],
  [{ normal: 100.1 }, 'value-out-of-range /normal'],
  [{ normal: -1 }, 'value-out-of-range /normal'],
  [{ normal: undefined }, 'value-not-exists /normal'],
  [{ expectedNormal: 1 }],
  [{ expectedNormal: 100 }],
  [{ expectedNormal: 0.9 }, 'value-out-of-range /normal'],
  [{ expectedNormal: 101 }, 'value-out-of-range /expectedNormal'],
  [{ normal: 101, expectedNormal: 100 }, 'value-out-of-range /normal'],
  [{ deliveryContext: 'oneButton' }],
  [{ deliveryContext: 'phone' }, 'value-not-allowed /deliveryContext'],
  [{ extended: 'x', duration: -1 }],
]);

cases('a square bolus', square, [
  [{ duration: 0, extended: 0 }],
  [{ duration: DAY, extended: 100 }],
  [{ duration: DAY + 1, extended: 100.1 }, 'value-out-of-range /duration', 'value-out-of-range /extended'],
  [{ duration: undefined, extended: undefined }, 'value-not-exists /duration', 'value-not-exists /extended'],
  [{ duration: 1.5 }, 'type-not-int /duration'],
  [{ expectedDuration: 1000, expectedExtended: 1 }],
  [
    { expectedDuration: 999, expectedExtended: 0.9 },
    'value-out-of-range /duration',
    'value-out-of-range /extended',
  ],
  [{ expectedExtended: 2 }, 'value-not-exists /expectedDuration'],
  [{ expectedDuration: 2000 }, 'value-exists /expectedDuration'],
  [{ expectedDuration: DAY + 1 }, 'value-out-of-range /expectedDuration', 'value-exists /expectedDuration'],
  [
    { deliveryContext: 'x', insulinFormulation: {} },
    'value-not-exists /insulinFormulation/simple',
    'value-not-allowed /deliveryContext',
  ],
  [
    { expectedDuration: DAY + 1, expectedExtended: 101 },
    'value-out-of-range /expectedDuration',
    'value-out-of-range /expectedExtended',
  ],
]);

cases('a dual bolus', dual, [
  [{ normal: undefined }, 'value-not-exists /normal'],
  [{ extended: undefined }, 'value-not-exists /extended'],
  [{ duration: undefined }, 'value-not-exists /duration'],
  [{ expectedNormal: 2, expectedDuration: 2000, expectedExtended: 2 }],
  [
    { expectedNormal: 0, expectedDuration: 0, expectedExtended: 0 },
    'value-out-of-range /duration',
    'value-out-of-range /extended',
    'value-out-of-range /normal',
  ],
]);

cases('an automated bolus', { ...normal, subType: 'automated' }, [
  [{ normal: undefined }, 'value-not-exists /normal'],
  [{ normal: 0 }, 'value-not-exists /expectedNormal'],
  [{ normal: 0, expectedNormal: 0 }],
  [{ expectedNormal: 1 }],
  [{ expectedNormal: 0.9 }, 'value-out-of-range /expectedNormal'],
  [{ normal: 101, expectedNormal: 1 }, 'value-out-of-range /normal'],
]);

const insulin = about('insulinFormulation');
const rapid = { simple: { actingType: 'rapid' } };

cases('an insulin', normal, [
  insulin({}, 'value-not-exists /simple'),
  insulin({ name: 'x' }),
  insulin({ name: '' }, 'value-empty /name'),
  insulin({
    simple: { actingType: 'long', brand: 'b', concentration: { units: 'Units/mL', value: 10_000 } },
  }),
  insulin({ simple: { ...rapid.simple, concentration: { units: 'Units/mL', value: 0 } } }),
  insulin({ simple: {} }, 'value-not-exists /simple/actingType'),
  insulin({ simple: { actingType: 'slow' } }, 'value-not-allowed /simple/actingType'),
  insulin(
    { simple: { ...rapid.simple, concentration: { units: 'Units/mL', value: 10_001 } } },
    'value-out-of-range /simple/concentration/value',
  ),
  insulin({ compounds: [{ amount: 0, formulation: rapid }] }),
  insulin({ compounds: [] }, 'value-empty /compounds'),
  insulin(
    { compounds: [{ amount: -1 }] },
    'value-out-of-range /compounds/0/amount',
    'value-not-exists /compounds/0/formulation',
  ),
  insulin(
    { compounds: [{ amount: 1, formulation: { compounds: [{ amount: 1, formulation: {} }] } }] },
    'value-not-exists /compounds/0/formulation/compounds/0/formulation/simple',
  ),
  insulin({ ...rapid, compounds: [{}] }, 'value-exists /compounds'),
]);

cases('an insulin dose', { type: 'insulin', dose: { total: 12, units: 'Units' } }, [
  ...borders('/dose/active', 0, 250, { beside: { total: 1, units: 'Units' } }),
  ...borders('/dose/correction', -250, 250, { beside: { total: 1, units: 'Units' } }),
  ...borders('/dose/food', 0, 250, { beside: { total: 1, units: 'Units' } }),
  ...borders('/dose/total', 0, 250, { beside: { units: 'Units' } }),
  [
    { formulation: { compounds: [{ formulation: { name: 'n' } }] } },
    'value-not-exists /formulation/compounds/0/amount',
  ],
  [{ dose: undefined }],
  [{ dose: {} }, 'value-not-exists /dose/total', 'value-not-exists /dose/units'],
  [{ dose: { total: 250, units: 'Units', food: 250, active: 250, correction: -250 } }],
  [
    { dose: { total: 251, units: 'ml', food: -1, active: 251, correction: -251 } },
    'value-out-of-range /dose/active',
    'value-out-of-range /dose/correction',
    'value-out-of-range /dose/food',
    'value-out-of-range /dose/total',
    'value-not-allowed /dose/units',
  ],
  [{ site: '' }, 'value-empty /site'],
  [{ formulation: {} }, 'value-not-exists /formulation/simple'],
]);
