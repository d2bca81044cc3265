import { broken } from './faults.ts';
import { out } from './output.ts';
import { type Config, send } from './send.ts';

/** Offers one object, after the provider has accepted the credentials. */
export async function discover(config: Config): Promise<void> {
  let isKnown = true;
  await send(config, '/ping', '[]').catch((thrown) => {
    if (!broken('silent-discover')) throw thrown;
    isKnown = false;
  });
  const properties = { id: broken('untyped-fields') ? {} : { type: 'string' }, text: { type: 'string' } };
  const offer = {
    object_name: broken('unstable-discover') ? `row ${Math.random()}` : 'row',
    sync_mode: broken('offers-unknown-modes') ? 'update' : 'append',
    json_schema: { type: 'object', properties, required: ['text'], additionalProperties: true },
    matching_keys: [[broken('keys-without-columns') ? 'uuid' : 'id']],
  };
  const keyless = { ...offer, sync_mode: 'append_dedup', matching_keys: [] };
  const demanding = {
    ...offer,
    sync_mode: 'append_dedup',
    json_schema: { ...offer.json_schema, required: ['id', 'text'] },
  };
  const faulty = [
    ['offers-twice', offer],
    ['keyless-modes', keyless],
    ['requires-keys', demanding],
  ] as const;
  const more = faulty.flatMap(([fault, each]) => (broken(fault) ? [each] : []));
  const operations = isKnown ? [offer, ...more] : [];
  const catalog = { type: 'DESTINATION_CATALOG', destination_catalog: { operations } };
  out(catalog);
  if (broken('two-discover-catalogs')) out(catalog);
}
