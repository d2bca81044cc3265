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
import type { Data, Least, LeastRequest } from '../subject.ts';
import { subjectOf } from '../subjects.ts';

/** Sends one request, and resolves with the text of a successful response. */
type Exchange = (request: LeastRequest) => Promise<string>;
/** Opens a client of an API whose requests all have these headers. */
export type Connect = (base: string, headers: Least['headers']) => Exchange;

interface Config extends AirbyteConfig {
  readonly base_url: string;
  readonly connector: string;
  readonly dataset: Dataset;
}

/**
 * The job of a lower bound on Faros' CDK, as its own destination is built: readline over stdin, its message parser, one request
 * after another, and a state only after the records before it were sent.
 */
class LeastDestination extends AirbyteDestination<Config> {
  private readonly connect: Connect;

  constructor(connect: Connect) {
    super();
    this.connect = connect;
  }

  override async spec(): Promise<AirbyteSpec> {
    const text = { type: 'string' };
    const properties = { base_url: text, connector: text, dataset: text };
    return new AirbyteSpec({
      connectionSpecification: { type: 'object', required: Object.keys(properties), properties },
    } as never);
  }

  override async check(): Promise<AirbyteConnectionStatusMessage> {
    return new AirbyteConnectionStatusMessage({ status: AirbyteConnectionStatus.SUCCEEDED });
  }

  override async *write(
    { base_url, connector, dataset }: Config,
    _redacted: AirbyteConfig,
    _catalog: AirbyteConfiguredCatalog,
    stdin: NodeJS.ReadStream,
  ): AsyncGenerator<AirbyteStateMessage> {
    const { least } = subjectOf(connector);
    const exchange = this.connect(base_url, least.headers);
    let sending: Promise<void> | undefined;
    const job = await least.start((request, onResponse) => {
      const earlier = sending;
      sending = (async () => {
        await earlier;
        const text = await exchange(request);
        onResponse?.(text);
      })();
    }, dataset);

    /** States that are earned when the records before them were sent. */
    let states: AirbyteStateMessage[] = [];
    const input = createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of input) {
      const message = parseAirbyteMessage(line);
      if (isStateMessage(message)) states.push(message);
      else if (message.type === 'RECORD') {
        job.record((message as unknown as { record: { data: Data } }).record.data);
        if (sending === undefined) continue;
        await sending;
        sending = undefined;
        yield* states;
        states = [];
      }
    }
    job.end();
    await sending;
    yield* states;
  }
}

/** Runs the destination as a command, with the given client below it. */
export function run(connect: Connect): void {
  new AirbyteDestinationRunner(new AirbyteLogger(), new LeastDestination(connect)).mainCommand().parse();
}
