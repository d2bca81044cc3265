import { LEVELS, type Level, type Log } from '../define/log.ts';
import { logMessage } from '../protocol/output.ts';
import type { Output } from '../protocol/stdout.ts';
import type { Redactor } from '../redact.ts';
import { formatList } from '../text/format-list.ts';

/** Writes only levels at least as severe as `LOG_LEVEL`: INFO by default, and with an unknown level, which causes a warning. */
export function createLog(output: Output, redactor: Redactor, wanted: string | undefined): Log {
  const known = LEVELS.indexOf(wanted?.trim().toUpperCase() as Level);
  const maxLevel = known === -1 ? LEVELS.indexOf('INFO') : known;
  const at = (level: Level) => {
    if (LEVELS.indexOf(level) > maxLevel) return () => undefined;
    // Texts are redacted before they become a line: a secret such as `level` would otherwise mask the line's own names.
    return (message: string) => output.line(JSON.stringify(logMessage(level, redactor.redact(message))));
  };
  const debug = at('DEBUG');
  const isOff = LEVELS.indexOf('DEBUG') > maxLevel;
  const warn = at('WARN');
  if (known === -1 && wanted !== undefined && wanted.trim() !== '')
    warn(
      `LOG_LEVEL is not the name of a level, so INFO is used. The levels are ${formatList(LEVELS, 'and')}.`,
    );
  return {
    error: at('ERROR'),
    warn,
    info: at('INFO'),
    debug: isOff ? () => undefined : (message) => debug(message()),
  };
}
