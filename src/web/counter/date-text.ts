import { html } from 'hono/html'
import { type CivilDate, dateParts } from '#kernel/civil-date.ts'
import { formatInJapan, type Instant } from '#kernel/instant.ts'
import { writtenDate } from '#ra/papers/written-date.ts'
import type { Markup } from '../kit/layout.ts'

/** A day: `2026年12月10日`. */
export function dayText(date: CivilDate): string {
  const { year, month, day } = dateParts(date)
  return `${year}年${month}月${day}日`
}

/** A day with the year of its era, as clerks compare it with papers. */
export function dayWithEra(date: CivilDate): Markup {
  return html`<time datetime="${date}">${writtenDate(date).ja}</time>`
}

/** A moment to the minute in Japan time, as a `time` element. */
export function momentText(at: Instant): Markup {
  return html`<time datetime="${new Date(at).toISOString()}">${minuteOf(at)}</time>`
}

/** The time of day to the minute in Japan time. */
export function timeText(at: Instant): Markup {
  return html`<time datetime="${new Date(at).toISOString()}">${minuteOf(at).slice(11)}</time>`
}

function minuteOf(at: Instant): string {
  return formatInJapan(at).slice(0, 16)
}
