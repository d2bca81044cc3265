import { createInterface } from 'node:readline';
import {
  type AirbyteConfig,
  type AirbyteConfiguredCatalog,
  AirbyteConnectionStatus,
  AirbyteConnectionStatusMessage,
  AirbyteDestination,
  AirbyteDestinationRunner,
  AirbyteLogger,
  AirbyteSpec,
  type AirbyteStateMessage,
  isStateMessage,
  parseAirbyteMessage,
} from 'faros-airbyte-cdk';
import type { Dataset } from '../dataset.ts';
import type { Data } from '../subject.ts';
import { type Event, eventOf } from '../subjects/tidepool-so-events.ts';

/** Sends one batch; resolves when the sink has responded. */
export type Post = (events: readonly Event[]) => Promise<void>;

interface Config extends AirbyteConfig {
  readonly base_url: string;
  readonly dataset: Dataset;
}

/**
 * The same job on Faros' CDK, built like its own destinations: readline over stdin, its message parser, one batch
 * after another, and a state only after the records before it.
 */
class TrackDestination extends AirbyteDestination<Config> {
  private readonly connect: (url: string) => Post;

  constructor(connect: (url: string) => Post) {
    super();
    this.connect = connect;
  }

  override async spec(): Promise<AirbyteSpec> {
    const properties = { base_url: { type: 'string' }, dataset: { type: 'string' } };
    return new AirbyteSpec({
      connectionSpecification: { type: 'object', required: ['base_url'], properties },
    } as never);
  }

  override async check(): Promise<AirbyteConnectionStatusMessage> {
    return new AirbyteConnectionStatusMessage({ status: AirbyteConnectionStatus.SUCCEEDED });
  }

  override async *write(
    config: Config,
    _redacted: AirbyteConfig,
    _catalog: AirbyteConfiguredCatalog,
    stdin: NodeJS.ReadStream,
  ): AsyncGenerator<AirbyteStateMessage> {
    const post = this.connect(`${config.base_url}/track`);
    const toEvent = eventOf(config.dataset);
    let batch: Event[] = [];
    const flush = async (): Promise<void> => {
      if (batch.length > 0) await post(batch);
      batch = [];
    };

    const input = createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of input) {
      const message = parseAirbyteMessage(line);
      if (isStateMessage(message)) {
        await flush();
        yield message;
      } else if (message.type === 'RECORD') {
        batch.push(toEvent((message as unknown as { record: { data: Data } }).record.data));
        if (batch.length === 100) await flush();
      }
    }
    await flush();
  }
}

/** Runs the destination as a command with the given client. */
export function run(connect: (url: string) => Post): void {
  new AirbyteDestinationRunner(new AirbyteLogger(), new TrackDestination(connect)).mainCommand().parse();
}
