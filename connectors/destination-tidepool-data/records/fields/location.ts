import { between, choice, integer, named, number, object, report, short } from './fields.ts';
import { measure } from './measure.ts';
import { origin } from './origin.ts';

const degrees = (description: string, max: number) =>
  object(description, () => ({
    units: named('degrees.', 'degrees'),
    value: between('Angle in degrees.', -max, max),
  }));

const accuracy = (description: string) => measure(description, { feet: 1e7 / 3048, meters: 1000 });

const elevation = object('Height above sea level.', () => ({
  units: choice('feet or meters.', ['feet', 'meters']),
  value: number('Height, in the units.'),
})).check((context) => {
  const { units, value } = context.value;
  const perUnit = units === 'feet' ? 0.3048 : 1;
  const [min, max] = [-20_000 / perUnit, 1_000_000 / perUnit];
  if (value < min || value > max) report(context, ['value'], 'is not between -20000 and 1000000 meters');
});

export const location = object('Location: a name, a position, or both.', () => ({
  name: short('Name of the place.').optional(),
  gps: object('The position.', () => ({
    latitude: degrees('Latitude; north is positive.', 90),
    longitude: degrees('Longitude; east is positive.', 180),
    elevation: elevation.optional(),
    floor: integer('Floor of the building.', -1000, 1000).optional(),
    horizontalAccuracy: accuracy('Accuracy of latitude and longitude.').optional(),
    verticalAccuracy: accuracy('Accuracy of the elevation.').optional(),
    origin: origin.optional(),
  })).optional(),
})).check((context) => {
  if (context.value.name === undefined && context.value.gps === undefined)
    report(context, [], 'has neither name nor gps');
});
