import type { AnyDestination } from '../define/destination.ts';
import type { ConnectorSpecification } from '../define/specification.ts';

/** What a connector's command knows before anything is loaded: `spec` has to answer at once. */
export interface Connector {
  readonly name: string;
  readonly version: string;
  readonly specification: ConnectorSpecification;
  readonly load: () => Promise<AnyDestination>;
}
