import { about, cases, letters } from '../testing/cases.ts';

cases('settings of a controller', { type: 'controllerSettings', device: { model: 'm' } }, [
  [{ device: undefined }, 'values-not-exist-for-any'],
  [
    { device: {}, notifications: {} },
    'values-not-exist-for-any /device',
    'values-not-exist-for-any /notifications',
  ],
  [
    { device: { name: letters(101), manufacturers: [] } },
    'value-empty /device/manufacturers',
    'length-out-of-range /device/name',
  ],
  [{ notifications: { authorization: 'ephemeral', alertStyle: 'none', lockScreen: true } }],
  [
    { notifications: { authorization: 'x', alertStyle: 'x' } },
    'value-not-allowed /notifications/authorization',
    'value-not-allowed /notifications/alertStyle',
  ],
  [{ notifications: { sound: 'x' } }, 'type-not-bool /notifications/sound'],
]);

const battery = about('battery');

cases('a status of a controller', { type: 'controllerStatus', battery: { state: 'full' } }, [
  [{ battery: undefined }, 'value-not-exists /battery'],
  battery({}, 'values-not-exist-for-any'),
  battery({ time: '2024-03-01T08:00:00Z' }, 'values-not-exist-for-any'),
  battery({ state: 'empty' }, 'value-not-allowed /state'),
  battery({ remaining: 1, units: 'percent' }),
  battery({ remaining: 0, units: 'percent' }),
  battery({ remaining: 1.1, units: 'percent' }, 'value-out-of-range /remaining'),
  battery({ remaining: 50, units: '%' }, 'value-not-allowed /units'),
  battery({ remaining: 0.5 }, 'value-not-exists /units'),
  battery({ state: 'full', units: 'percent' }, 'value-exists /units'),
]);
