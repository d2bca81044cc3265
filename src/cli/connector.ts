import type { AnyDestination } from '../define/destination.ts';
import type { ConnectorSpecification } from '../define/specification.ts';

/** A connector's command. It loads the definition only when it is needed, because `spec` has to respond immediately. */
export interface Connector {
  /** `destination-…`: name of the command, in help and errors. */
  readonly name: string;
  /** Version of the connector, as `--version` prints it. */
  readonly version: string;
  /** Complete specification, as `spec` prints it. */
  readonly specification: ConnectorSpecification;
  /** Loads the definition; called once by every command except `spec`. */
  readonly load: () => Promise<AnyDestination>;
}
