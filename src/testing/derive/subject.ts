import { secretsOf } from '../../config/secrets.ts';
import type { ConnectorSpecification } from '../../define/specification.ts';
import { UNSEEN } from '../acceptance/unseen.ts';
import { type HttpProvider, startHttpProvider } from '../http-provider/server.ts';
import type { Specification } from '../output-message.ts';
import { storedConfigsOf } from '../stored-configs.ts';
import type { BrokenConfig, Config, ExpectedCheck, Probe, Subject, SubjectObject } from '../subject.ts';
import { describedObject } from '../subject-file/objects.ts';
import type { ObjectDescription, ProviderDescription, SubjectFile } from '../subject-file/schema.ts';
import { fillIn } from '../subject-file/template.ts';
import { brokenConfigs, withHost } from './broken.ts';
import { anyObject, discoveredObjects } from './objects.ts';
import { askDiscover, askSpec, type ProbedConnector, tryRecord } from './probe-connector.ts';

/** What is known about a connector in addition to `spec` and `discover`. */
export interface Known extends ProbedConnector {
  readonly name: string;
  readonly executable?: string;
  /** A configuration that is valid at a live provider, or at the described one with its members added. */
  readonly config?: Config;
  readonly checks: readonly ExpectedCheck[];
  readonly expectedSpec?: unknown;
  readonly description: SubjectFile;
  /** Whether made-up records may be sent to a live provider. */
  readonly sendsRecords: boolean;
}

/**
 * Creates a subject from the connector's `spec` and `discover`, and from the description of its author.
 * @throws Error with a message for the user if it can't be started or does not run `spec`.
 */
export async function deriveSubject(
  known: Known,
): Promise<{ readonly subject: Subject; readonly notes: readonly string[] }> {
  const specification = await askSpec(known);
  const { config, description, checks } = known;
  const provider = description.provider && httpProvider(description.provider, config ?? {});
  const offers = await discover(known, provider);
  const objects = objectsOf(specification, offers, description.objects);
  const working = provider ? provider.config('http://127.0.0.1:1') : config;
  const offline = provider ? working : config && (withHost(config, '127.0.0.1:1') ?? config);
  const valid = working ?? {};
  const subject: Subject = {
    ...{ name: known.name, command: known.command, folder: known.folder, checks },
    ...(known.expectedSpec !== undefined && { expectedSpec: known.expectedSpec }),
    ...(known.executable !== undefined && { executable: known.executable }),
    ...(known.runtime && { runtime: known.runtime }),
    objects,
    discovers: offers !== undefined,
    offlineConfig: offline ?? {},
    secrets: secretsIn(specification, [valid, ...checks.map((check) => check.config)], description.secrets),
    broken: brokenOf(specification, valid, description.broken),
    ...(provider && { provider: () => startHttpProvider(provider) }),
  };
  if (provider || !config) return { subject, notes: [] };
  const tried = known.sendsRecords ? await tryRecord(known, config, objects[0]) : undefined;
  const problem = tried?.problem;
  const live = tried && problem === undefined ? 'records' : 'no-records';
  const atLive: Subject = { ...subject, live, provider: async () => liveProbe(config) };
  storedConfigsOf(atLive).ended(config, tried?.updates ?? []);
  return {
    subject: atLive,
    notes:
      problem === undefined ? [] : [`A made-up record of ${objects[0].name} was not accepted: ${problem}`],
  };
}

async function discover(known: Known, provider: HttpProvider | undefined) {
  if (!provider) return known.config && askDiscover(known, known.config);
  const probe = await startHttpProvider(provider);
  try {
    return await askDiscover(known, probe.config);
  } finally {
    await probe.stop();
  }
}

function objectsOf(
  specification: Specification,
  offers: Parameters<typeof discoveredObjects>[0] | undefined,
  described: readonly ObjectDescription[] = [],
): readonly [SubjectObject, ...SubjectObject[]] {
  const modes = specification.supported_destination_sync_modes ?? ['append'];
  const offered = offers ? discoveredObjects(offers) : [];
  const own = described.map((each) =>
    describedObject(each, offered.find(({ name }) => name === each.name)?.modes ?? modes),
  );
  const [first, ...others] = own.length > 0 ? own : offered;
  return [first ?? anyObject(specification), ...others];
}

function secretsIn(
  specification: Specification,
  configs: readonly Config[],
  more: readonly string[] = [],
): string[] {
  const marked = configs.flatMap((config) => secretsOf(config, specification as ConnectorSpecification));
  // Such short texts occur in any output.
  return [...new Set([...marked, ...more])].filter((secret) => secret.length > 3);
}

function brokenOf(
  { connectionSpecification }: Specification,
  valid: Config,
  described: SubjectFile['broken'],
): BrokenConfig[] {
  const derived = brokenConfigs(connectionSpecification, valid);
  if (!described) return derived;
  const own = described.map(({ title, config, says = [] }): BrokenConfig => {
    const changed = Object.entries({ ...valid, ...config }).filter(([, value]) => value !== null);
    return { kind: 'schema', title, config: Object.fromEntries(changed), expects: says };
  });
  return [...own, ...derived.filter(({ kind }) => kind !== 'schema')];
}

function httpProvider(described: ProviderDescription, config: Config): HttpProvider {
  const { format, records, key, data, deliveries, login, responses = [], authorization } = described;
  return {
    ...{ deliveries, login, responses, authorization, body: { format, records, key, data } },
    config: (url) => ({ ...config, ...(fillIn(described.config, 'url', url) as Config) }),
  };
}

/** A live provider: it can be used, but neither read nor made to fail. */
function liveProbe(config: Config): Probe {
  const blind = (): never => {
    throw new Error('a live provider was asked for more than to take records');
  };
  return {
    config,
    arrived: () => UNSEEN,
    deliveries: blind,
    requests: blind,
    fault: blind,
    stop: async () => {},
  };
}
