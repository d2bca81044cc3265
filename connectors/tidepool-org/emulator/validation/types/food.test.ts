import { borders, cases, integerBorders, letters, many } from '../testing/cases.ts';

const carbohydrate = (changes: object) => ({
  nutrition: { carbohydrate: { net: 1, units: 'grams', ...changes } },
});

cases('a food', { type: 'food' }, [
  ...integerBorders('/nutrition/estimatedAbsorptionDuration', 0, 86_400),
  ...borders('/nutrition/fat/total', 0, 1000, { beside: { units: 'grams' } }),
  [{ amount: { units: letters(101), value: 1 } }, 'length-out-of-range /amount/units'],
  [carbohydrate({ units: undefined }), 'value-not-exists /nutrition/carbohydrate/units'],
  [{ name: letters(100), brand: letters(100), code: letters(100) }],
  [{ name: letters(101), brand: '', code: 5 }, 'type-not-string /code'],
  [{ name: letters(101), brand: '' }, 'value-empty /brand', 'length-out-of-range /name'],
  [{ meal: 'snack' }],
  [{ meal: 'brunch' }, 'value-not-allowed /meal'],
  [{ meal: 'other', mealOther: 'brunch' }],
  [{ meal: 'other' }, 'value-not-exists /mealOther'],
  [{ meal: 'lunch', mealOther: 'brunch' }, 'value-exists /mealOther'],
  [{ mealOther: 'brunch' }, 'value-exists /mealOther'],
  [{ amount: { units: 'cups', value: 0 } }],
  [{ amount: { units: '', value: -1 } }, 'value-empty /amount/units', 'value-out-of-range /amount/value'],
  [{ amount: {} }, 'value-not-exists /amount/units', 'value-not-exists /amount/value'],
  [{ nutrition: {} }],
  [carbohydrate({ net: 1000, total: 1000, sugars: 0, dietaryFiber: 0 })],
  [carbohydrate({ net: 1001 }), 'value-out-of-range /nutrition/carbohydrate/net'],
  [carbohydrate({ net: undefined }), 'value-not-exists /nutrition/carbohydrate/net'],
  [carbohydrate({ units: 'g' }), 'value-not-allowed /nutrition/carbohydrate/units'],
  [carbohydrate({ sugars: -1 }), 'value-out-of-range /nutrition/carbohydrate/sugars'],
  [{ nutrition: { energy: { units: 'kilojoules', value: 41_858 } } }],
  [
    { nutrition: { energy: { units: 'kilojoules', value: 41_859 } } },
    'value-out-of-range /nutrition/energy/value',
  ],
  [{ nutrition: { energy: { units: 'calories', value: 1e7 } } }],
  [
    { nutrition: { fat: { total: 1000, units: 'grams' }, protein: { units: 'grams' } } },
    'value-not-exists /nutrition/protein/total',
  ],
  [{ nutrition: { estimatedAbsorptionDuration: 86_400 } }],
  [
    { nutrition: { estimatedAbsorptionDuration: 86_401 } },
    'value-out-of-range /nutrition/estimatedAbsorptionDuration',
  ],
  [
    { nutrition: { estimatedAbsorptionDuration: 0.5 } },
    'type-not-int /nutrition/estimatedAbsorptionDuration',
  ],
  [{ ingredients: [{ name: 'a', ingredients: [{ name: 'b', nutrition: {} }] }] }],
  [{ ingredients: [{ ingredients: [{ name: '' }] }] }, 'value-empty /ingredients/0/ingredients/0/name'],
  [{ ingredients: [] }, 'value-empty /ingredients'],
  [{ ingredients: many(101, () => ({})) }, 'length-out-of-range /ingredients'],
]);
