import { posix } from 'node:path';

/** Matches the target of a link, without its heading. */
const LINK = /(?<=\]\()(?![a-z]+:|#)([^)\s#]+)/g;

/**
 * Returns a packed page whose relative links to files that are not packed lead to the repository. `path` is the path of the page
 * in the package, `repository` the address of the files in the repository.
 */
export function withLinksToRepository(
  page: string,
  path: string,
  isPacked: (path: string) => boolean,
  repository: string,
): string {
  return page.replace(LINK, (target) => {
    const to = posix.join(posix.dirname(path), target).replace(/\/$/, '');
    return isPacked(to) ? target : `${repository}/${to}`;
  });
}
