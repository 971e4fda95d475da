import type { AuthorityId, LaneMark, LaneMarks } from '#ca/contract.ts'
import { assert } from '#kernel/assert.ts'
import type { StatusChange } from '../ports.ts'
import type { StatusIndex } from '../status-index/status-index.ts'

/** The indexes of both authorities. */
export type StatusIndexes = ReadonlyMap<AuthorityId, StatusIndex>

/**
 * How far one comes by a page of changes who holds everything up to `held`; `undefined` where they
 * do not go on from there: one is missing, or bears another tag than is known of its position, so
 * that it is of another history.
 */
export function followChanges(
  held: LaneMarks,
  until: LaneMarks,
  changes: readonly StatusChange[],
): LaneMarks | undefined {
  const marks = [...held]
  const compared = marks.map(({ position }) => position === 0)
  for (const { lane, mark } of changes) {
    const last = marks[lane]
    if (last === undefined) return undefined
    if (mark.position === last.position && mark.tag === last.tag) {
      compared[lane] = true
      continue
    }
    if (compared[lane] !== true || mark.position !== last.position + 1) return undefined
    if (!agrees(mark, until[lane])) return undefined
    marks[lane] = mark
  }
  return marks
}

/** Applies changes in their order; the last ones of every lane may be applied again. */
export function applyChanges(indexes: StatusIndexes, changes: readonly StatusChange[]): void {
  for (const change of changes) apply(indexes, change)
}

/** How many changes lie between two marks; `undefined` where the second cannot follow the first. */
export function distanceOf(held: LaneMarks, head: LaneMarks): number | undefined {
  let distance = 0
  for (const [lane, mark] of head.entries()) {
    const from = held[lane]
    if (from === undefined || from.position > mark.position || !agrees(mark, from)) return undefined
    distance += mark.position - from.position
  }
  return distance
}

/** Marks of one position are of one history only if they bear the same tag. */
function agrees(mark: LaneMark, other: LaneMark | undefined): boolean {
  return mark.position !== other?.position || mark.tag === other.tag
}

function apply(indexes: StatusIndexes, change: StatusChange): void {
  const index = indexes.get(change.authority)
  assert(index !== undefined, 'there is an index for every authority')
  for (const serial of change.serials) {
    switch (change.change) {
      case 'issued':
        index.issued(serial, change.generation)
        break
      case 'revoked':
        index.revoked(serial, change.revokedAt, change.reason)
        break
      case 'lifted':
        index.lifted(serial)
        break
    }
  }
}
