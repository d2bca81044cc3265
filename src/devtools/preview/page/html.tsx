import type { ReactElement } from 'react';
import { allowedHtml } from '../form/allowed-html.ts';

/** A text of the specification, with the tags that the platform allows. */
export function Html({ text }: { readonly text: string | undefined }): ReactElement | null {
  if (!text) return null;
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the text is sanitised; the platform shows it as HTML
  return <span dangerouslySetInnerHTML={{ __html: allowedHtml(text) }} />;
}
