import { broken } from './faults.ts';

export const out = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`);

/** Sends a configuration to the platform. */
export function configUpdate(config: object): void {
  const control = { type: 'CONNECTOR_CONFIG', emitted_at: Date.now(), connectorConfig: { config } };
  out({ type: 'CONTROL', control });
}

export function log(level: 'DEBUG' | 'INFO', message: string): void {
  const wanted = process.env.LOG_LEVEL ?? 'INFO';
  const isShown = wanted === 'DEBUG' || wanted === 'TRACE' || (wanted === 'INFO' && level === 'INFO');
  if (isShown || broken('ignores-log-level')) out({ type: 'LOG', log: { level, message } });
}

/** Ends the command with a message for the user. */
export class Failure extends Error {
  readonly stream: string | undefined;
  readonly type: 'config_error' | 'transient_error';

  constructor(message: string, stream?: string, type: Failure['type'] = 'config_error') {
    super(message);
    this.stream = stream;
    this.type = type;
  }
}

export function trace(thrown: unknown): void {
  const { message, stream, type, cause } = thrown as Failure;
  const error = {
    message,
    internal_message: 'reference',
    failure_type: broken('wrong-failure-type') ? 'system_error' : type,
    ...(broken('shows-stacks') && { stack_trace: (cause as Error | undefined)?.stack }),
    ...(stream !== undefined && { stream_descriptor: { name: stream } }),
  };
  const body = { type: 'ERROR', ...(!broken('no-emitted-at') && { emitted_at: Date.now() }), error };
  if (!broken('no-trace')) out({ type: 'TRACE', trace: body });
  if (broken('two-traces')) out({ type: 'TRACE', trace: body });
  process.exitCode = broken('exit-0') ? 0 : 1;
}
