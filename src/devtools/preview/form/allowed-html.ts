import sanitizeHtml from 'sanitize-html';

/** Removes from a description everything that the platform's form removes. Links open in a new tab. */
export function allowedHtml(html: string): string {
  return sanitizeHtml(html, {
    allowedAttributes: { ...sanitizeHtml.defaults.allowedAttributes, a: ['href', 'name', 'target', 'rel'] },
    transformTags: {
      a: sanitizeHtml.simpleTransform('a', { target: '_blank', rel: 'noopener noreferrer' }),
    },
  });
}
