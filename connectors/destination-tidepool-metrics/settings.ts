import { configError, pathSegment } from '#cdk';
import type { DestinationTidepoolMetricsConfig as Config } from '../../spec/types/destination-tidepool-metrics.ts';

type Settings = Pick<Config, 'route' | 'default_event_name' | 'event_name_prefix'>;

/**
 * Throws a `config` error for settings that can't stand in the address of an event. Else every record of a sync would be rejected for
 * what is no fault of its own.
 */
export function usable({ route, default_event_name: name, event_name_prefix: prefix }: Settings): void {
  const inPath: readonly (readonly [title: string, key: string, text: string])[] = [
    ['Default Event Name', 'default_event_name', prefix && name ? `${prefix} - ${name}` : name],
    // Never alone: the name of an event follows it.
    ['Event Name Prefix', 'event_name_prefix', prefix && `${prefix} - `],
    ['User ID', 'route.user_id', route.target === 'user' ? route.user_id : ''],
  ];
  for (const [title, key, text] of inPath) if (text !== '') inAddress(title, key, text);
  if (route.target === 'server') inAddress('Server Name', 'route.server_name', route.server_name.trim());
}

function inAddress(title: string, key: string, text: string): void {
  try {
    pathSegment(text);
  } catch {
    throw configError(
      `The ${title} in the settings (${key}) can't stand in the address of an event: it is empty, "." or "..", or holds control characters such as line breaks. Correct it.`,
      { code: 'ERR_UNUSABLE_SETTING' },
    );
  }
}
