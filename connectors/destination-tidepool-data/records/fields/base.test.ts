import { describe } from 'vitest';
import { accepts } from '../testing/fixtures.ts';

const long = 'a'.repeat(100);
const person = '🏃';
const ids = '0123456789abcdef0123456789abcdef';

describe('fields of every datum', () => {
  accepts('any', [
    [{}, 'fits'],
    [{ time: undefined }, 'time is missing'],
    [{ time: 5 }, 'time is not a time'],
    [{ time: '2020-02-30T00:00:00Z' }, 'time is not a time with a zone'],
    [{ deviceId: undefined }, 'deviceId is missing'],
    [{ deviceId: '' }, 'deviceId is empty'],
    [{ deviceId: 5 }, 'deviceId is not a text'],
    [{ deviceTime: '2024-05-14T08:17:09Z' }, 'deviceTime is not a time without a zone'],
    [{ deviceTime: '2024-05-14T08:17:09.5' }, 'fits'],
    [{ timezone: 'Etc/GMT+5' }, 'fits'],
    [{ timezone: '' }, 'timezone is empty'],
    [{ timezone: 'europe/london' }, 'timezone is not a name of the IANA time zone database'],
    [{ timezoneOffset: -10_080 }, 'fits'],
    [{ timezoneOffset: -10_081 }, 'timezoneOffset is not between -10080 and 10080'],
    [{ timezoneOffset: 10_080 }, 'fits'],
    [{ timezoneOffset: 10_081 }, 'timezoneOffset is not between -10080 and 10080'],
    [{ timezoneOffset: 330.5 }, 'timezoneOffset is not an integer'],
    [{ clockDriftOffset: 86_400_000 }, 'fits'],
    [{ clockDriftOffset: 86_400_001 }, 'clockDriftOffset is not between'],
    [{ conversionOffset: -1e12 }, 'fits'],
    [{ conversionOffset: 2 ** 60 }, 'fits'],
    [{ conversionOffset: 2 ** 63 }, 'conversionOffset is not an integer'],
    [{ conversionOffset: 1.5 }, 'conversionOffset is not an integer'],
    [{ conversionOffset: 1.5, deviceId: '' }, 'conversionOffset is not an integer'],
    [{ id: '' }, 'id is empty'],
    [{ id: ids.toUpperCase() }, 'id is not 32 digits and lower-case letters'],
    [{ source: 'other' }, 'source is not carelink'],
    [{ notes: [] }, 'fits'],
    [{ notes: [''] }, 'notes.0 is empty'],
    [{ notes: ['a'.repeat(1000)] }, 'fits'],
    [{ notes: ['a'.repeat(1001)] }, 'notes.0 is longer than 1000 characters'],
    [{ notes: Array(101).fill('a') }, 'notes has more than 100 entries'],
    [{ notes: 'a' }, 'notes is not a list'],
    [{ tags: [] }, 'tags is empty'],
    [{ tags: ['a', 'b', 'a'] }, 'tags.2 is repeated'],
    [{ tags: [`${long}a`] }, 'tags.0 is longer than 100 characters'],
    [{ location: {} }, 'location has neither name nor gps'],
    [{ location: { name: 'home' } }, 'fits'],
    [{ 'location.gps.latitude': undefined }, 'location.gps.latitude is missing'],
    [{ 'location.gps.latitude.value': -90 }, 'fits'],
    [{ 'location.gps.latitude.value': -90.1 }, 'location.gps.latitude.value is not between -90 and 90'],
    [{ 'location.gps.longitude.value': 180 }, 'fits'],
    [{ 'location.gps.longitude.value': 180.1 }, 'location.gps.longitude.value is not between'],
    [{ 'location.gps.floor': 1001 }, 'location.gps.floor is not between -1000 and 1000'],
    [{ 'location.gps.elevation.value': 1_000_000.1 }, 'location.gps.elevation.value is not between'],
    [{ 'location.gps.elevation': { units: 'feet', value: 3_000_000 } }, 'fits'],
    [{ 'location.gps.horizontalAccuracy.value': 3281 }, 'location.gps.horizontalAccuracy.value'],
    [{ 'location.gps.origin': { type: 'x' } }, 'location.gps.origin.type is not one of application'],
  ]);
});

describe('origin', () => {
  accepts('any', [
    [{ origin: {} }, 'fits'],
    [{ origin: [] }, 'origin is not an object'],
    [{ 'origin.id': long }, 'fits'],
    [{ 'origin.id': `${long}a` }, 'origin.id is longer than 100 characters'],
    [{ 'origin.id': person.repeat(100) }, 'fits'],
    [{ 'origin.id': person.repeat(101) }, 'origin.id is longer than 100 characters'],
    [{ 'origin.name': '' }, 'origin.name is empty'],
    [{ 'origin.version': 1 }, 'origin.version is not a text'],
    [{ 'origin.time': '2020-01-01' }, 'origin.time is not a time with a zone'],
    [{ 'origin.payload': {} }, 'origin.payload is empty'],
  ]);
});

describe('free-form objects', () => {
  accepts('any', [
    [{ payload: {} }, 'payload is empty'],
    [{ payload: { a: null } }, 'payload is empty'],
    [{ payload: [] }, 'payload is not an object'],
    [{ payload: { a: 'x'.repeat(4088) } }, 'fits'],
    [{ payload: { a: 'x'.repeat(4089) } }, 'payload is larger than 4096 bytes'],
    [{ payload: { a: 'é'.repeat(2044) } }, 'fits'],
    [{ payload: { a: 'é'.repeat(2045) } }, 'payload is larger than 4096 bytes'],
    [{ payload: { a: '<'.repeat(681) } }, 'fits'],
    [{ payload: { a: '<'.repeat(682) } }, 'payload is larger than 4096 bytes'],
    [{ payload: { a: '\u2028'.repeat(682) } }, 'payload is larger than 4096 bytes'],
    [{ annotations: [] }, 'annotations is empty'],
    [{ annotations: [{ code: 'x' }, {}] }, 'annotations.1 is empty'],
    [{ annotations: Array(100).fill({ a: 1 }) }, 'fits'],
    [{ annotations: Array(101).fill({ a: 1 }) }, 'annotations has more than 100 entries'],
  ]);
});

describe('associations', () => {
  const url = (value: string) => ({ associations: [{ type: 'url', url: value }] });
  accepts('any', [
    [{ associations: [] }, 'associations is empty'],
    [{ associations: [{ id: ids }] }, 'associations.0.type is missing'],
    [{ associations: [{ type: 'note', id: ids }] }, 'associations.0.type is not one of blob'],
    [{ associations: [{ type: 'blob' }] }, 'associations.0.id is missing'],
    [{ associations: [{ type: 'image', id: 'x' }] }, 'associations.0.id is not 32 digits'],
    [{ associations: [{ type: 'blob', id: ids, url: 'http://a' }] }, 'associations.0.url is allowed only'],
    [{ associations: [{ type: 'url', url: 'http://a', id: ids }] }, 'associations.0.id is not allowed'],
    [{ associations: [{ type: 'url' }] }, 'associations.0.url is missing'],
    [{ 'associations.0.reason': '' }, 'associations.0.reason is empty'],
    [{ 'associations.0.reason': 'a'.repeat(1001) }, 'associations.0.reason is longer than 1000'],
    [url('mailto:a@b'), 'associations.0.url is not an absolute URL'],
    [url(`http://a/${'b'.repeat(2038)}`), 'fits'],
    [url(`http://a/${'b'.repeat(2039)}`), 'associations.0.url is longer than 2047 bytes'],
  ]);
});

describe('a record with several faults', () => {
  accepts('any', [
    [{ value: undefined, notes: 5 }, 'notes is not a list'],
    [{ deviceId: '', time: '2020' }, 'time is not a time with a zone'],
    [{ units: undefined, timezoneOffset: '60' }, 'timezoneOffset is not an integer'],
  ]);
});
