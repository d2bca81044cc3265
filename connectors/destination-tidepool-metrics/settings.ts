import { configError, pathSegment } from '@airbyte-ts/cdk';
import type { DestinationTidepoolMetricsConfig as Config } from '../../spec/types/destination-tidepool-metrics.ts';

type Settings = Pick<Config, 'route' | 'default_event_name' | 'event_name_prefix'>;

/**
 * Throws a `config` error for settings that can't be part of an event's address. Without this check every record of a sync would
 * be rejected because of a setting.
 */
export function validateSettings({ route, default_event_name, event_name_prefix }: Settings): void {
  // Events get these without the blanks at their ends.
  const [name, prefix] = [default_event_name.trim(), event_name_prefix.trim()];
  const inPath: readonly (readonly [title: string, key: string, text: string])[] = [
    // The name of an event always follows the prefix.
    ['Event Name Prefix', 'event_name_prefix', prefix && `${prefix} - `],
    // After the prefix, which is right by itself: a fault of both together is one of the name.
    ['Default Event Name', 'default_event_name', prefix && name ? `${prefix} - ${name}` : name],
    ['User ID', 'route.user_id', route.target === 'user' ? route.user_id.trim() : ''],
  ];
  for (const [title, key, text] of inPath) if (text !== '') requireSegment(title, key, text);
  if (route.target === 'server') requireSegment('Server Name', 'route.server_name', route.server_name.trim());
}

function requireSegment(title: string, key: string, text: string): void {
  try {
    pathSegment(text);
  } catch {
    throw configError(
      `${title} (${key}) can't be part of the address of an event: it is empty, "." or "..", or contains control characters such as line breaks. Correct it.`,
      { code: 'ERR_UNUSABLE_SETTING' },
    );
  }
}
