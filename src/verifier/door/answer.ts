import type { Check } from '#kernel/check-sheet.ts'
import { formatInstant, type Instant, instant } from '#kernel/instant.ts'
import type { RefusalText } from '#kernel/refusal-text.ts'
import type { Refused } from '#kernel/result.ts'
import { filled, REQUEST_REFUSAL_TEXTS } from '../messages.ts'
import type { RequestRefusal } from './request-fields.ts'

/** One door: how a request is answered, and what its answer looks like where it cannot be. */
export interface Door {
  /** The answer to a request, as JSON; `now` stands for an absent `time`. */
  readonly answer: (request: unknown, now: Instant) => DoorAnswer
  /** The answer in this door's own form to what is no request. */
  readonly unread: (refused: Refused<RequestRefusal>, now: Instant) => DoorAnswer
}

/** A JSON object to print, and whether a verdict was reached. */
export interface DoorAnswer {
  readonly json: object
  /** `false`: the request could not be read, so nothing was judged. */
  readonly isVerdict: boolean
}

/** The two languages of a message in one line, as the whole command line writes them. */
export function messageLine({ ja, en }: Pick<RefusalText, 'ja' | 'en'>): string {
  return `${ja} / ${en}`
}

/** What to do next, where there is something. */
export function nextLine({ nextJa, nextEn }: RefusalText): string | undefined {
  return nextJa === '' ? undefined : messageLine({ ja: nextJa, en: nextEn })
}

/** Code, message and field of a request that could not be read. */
export function unreadMembers({ refusal, detail }: Refused<RequestRefusal>): {
  readonly code: RequestRefusal
  readonly message: string
  readonly field: string | number | undefined
} {
  const text = filled(REQUEST_REFUSAL_TEXTS[refusal], detail)
  return { code: refusal, message: messageLine(text), field: detail['field'] }
}

/** A moment as JSON has it: ISO 8601 in UTC. */
export function momentJson(date: Date | undefined): string | undefined {
  return date === undefined ? undefined : formatInstant(instant(date.getTime()))
}

/** A check as JSON has it. */
export function checkJson({ id, outcome, clause, ja, en, seen, wanted }: Check): object {
  return { id, outcome, clause, ja, en, seen, wanted }
}
