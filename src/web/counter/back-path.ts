const PATH_CHARACTERS_MAX = 300
/** A path of the counter, with a query of plain words; nothing that could lead elsewhere. */
const PATH_FORM = /^\/counter(?:\/[A-Za-z0-9._-]+)*(?:\?[A-Za-z0-9._=&-]*)?$/

/** A place of the counter to go back to; its front page where `unverified` is none. */
export function backPath(unverified: string): string {
  const fits = unverified.length <= PATH_CHARACTERS_MAX && PATH_FORM.test(unverified)
  return fits && !unverified.includes('..') ? unverified : '/counter'
}
