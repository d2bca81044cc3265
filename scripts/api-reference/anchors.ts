/** Names a heading as GitHub and npm do: in lower case, without punctuation, with hyphens for blanks. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\\(.)/g, '$1')
    .replace(/`/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');

/** Returns the anchors of a page's headings; a repeated one gets a number. */
export function anchorsIn(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const counts = new Map<string, number>();
  for (const [, heading = ''] of withoutCode(page).matchAll(/^#{1,6} (.*)$/gm)) {
    const anchor = anchorOf(heading);
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    anchors.add(count === 0 ? anchor : `${anchor}-${count}`);
  }
  return anchors;
}

/** Removes blocks of code, whose comments look like headings. */
export const withoutCode = (page: string): string => page.replace(/^( *)(```+)[\s\S]*?^ *\2/gm, '');

/**
 * TypeDoc numbers the anchor of a type after a member whose names together read like it, such as `http.request` and
 * `HttpRequest`, which have different headings. Returns the pages with links to the headings that exist.
 */
export function withExistingAnchors(pages: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const anchors = new Map([...pages].map(([file, page]) => [file, anchorsIn(page)]));
  const links = /\]\(([\w.-]*)#([\w-]+)-\d+\)/g;
  return new Map(
    [...pages].map(([file, page]) => [
      file,
      page.replace(links, (link, target: string, anchor: string) => {
        const known = anchors.get(target || file);
        const isNumbered = known?.has(link.slice(link.indexOf('#') + 1, -1));
        return !isNumbered && known?.has(anchor) ? `](${target}#${anchor})` : link;
      }),
    ]),
  );
}
