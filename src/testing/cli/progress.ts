import type { CaseResult } from '../acceptance/case.ts';

/** Shows the progress of a suite in one line that is overwritten; nothing if the output is not a terminal. */
export interface Progress {
  ended(outcome: CaseResult): void;
  /** Removes the line. */
  clear(): void;
}

export function progressLine(
  total: number,
  out: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown },
): Progress {
  let ended = 0;
  let failed = 0;
  const show = (text: string): void => {
    if (out.isTTY) out.write(`\r\u001b[K${text.slice(0, (out.columns ?? 80) - 1)}`);
  };
  return {
    ended({ id, status }) {
      ended++;
      if (status === 'failed') failed++;
      show(`${String(ended).padStart(4)}/${total}  ${failed > 0 ? `${failed} failed  ` : ''}${id}`);
    },
    clear: () => show(''),
  };
}
