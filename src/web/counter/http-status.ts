/** The codes of refusals that are not about what was typed. */
const STATUS: readonly (readonly [beginning: RegExp, status: 403 | 404 | 409 | 422])[] = [
  [/^staff-(?:member-malformed|id-taken|card-bound-already)$/, 422],
  [/^staff-changed-meanwhile$/, 409],
  [/^staff-unknown$|^notice-unknown$/, 404],
  [/^staff-/, 403],
  [
    /^(?:case-unknown|resident-unknown|application-unknown|procedure-unknown|card-unknown|ticket-unknown|paper-not-of-case)$/,
    404,
  ],
  [/^(?:case-changed-meanwhile|case-state|case-open-already|resident-changed-meanwhile)$/, 409],
]

/** The HTTP status of a refusal: 422 where it is about the content of the request. */
export function httpStatusOf(code: string): 403 | 404 | 409 | 422 {
  return STATUS.find(([beginning]) => beginning.test(code))?.[1] ?? 422
}
