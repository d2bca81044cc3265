import type { ReactElement } from 'react';
import sanitizeHtml from 'sanitize-html';

/** Removes from a description all that the platform's form removes. Links open in a new tab. */
export function allowedHtml(html: string): string {
  return sanitizeHtml(html, {
    allowedAttributes: { ...sanitizeHtml.defaults.allowedAttributes, a: ['href', 'name', 'target', 'rel'] },
    transformTags: {
      a: sanitizeHtml.simpleTransform('a', { target: '_blank', rel: 'noopener noreferrer' }),
    },
  });
}

/** A text of the specification, with the tags that the platform allows. */
export function Html({ text }: { readonly text: string | undefined }): ReactElement | null {
  if (!text) return null;
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the text is sanitised; the platform shows it as HTML
  return <span dangerouslySetInnerHTML={{ __html: allowedHtml(text) }} />;
}
