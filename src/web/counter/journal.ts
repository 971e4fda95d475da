import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { type CivilDate, parseCivilDate } from '#kernel/civil-date.ts'
import { LIFE_EVENT_NAMES } from '#ra/life-event-texts.ts'
import type { Markup } from '../kit/layout.ts'
import { counterPage } from './counter-frame.ts'
import type { CounterEnv, Visit } from './counter-env.ts'
import { timeText } from './date-text.ts'
import { empty } from './home-page.ts'
import { httpStatusOf } from './http-status.ts'
import type { CounterPagesPorts, JournalLine } from './ports.ts'
import { refusalBox, type ShownRefusal } from './refusal-box.ts'
import {
  JOURNAL_DETAIL_TEXTS,
  JOURNAL_TEXTS,
  OTHER_PAGE_TEXTS,
  TICKET_END_TEXTS,
} from './texts/case-page-texts.ts'
import { CASE_ENTRY_TEXTS } from './texts/case-texts.ts'
import { HISTORY_TEXTS, LOOK_UP_REASON_TEXTS } from './texts/record-texts.ts'
import { typedDate } from './typed-date.ts'
import { both, type Words } from './words.ts'

/** `/journal`: acts and look-ups of a day. */
export function journalRoutes({ journal }: Pick<CounterPagesPorts, 'journal'>): Hono<CounterEnv> {
  const app = new Hono<CounterEnv>()
  app.get('/journal', async (context) => {
    const visit = context.get('visit')
    const typed = (context.req.query('day') ?? visit.today).slice(0, 40)
    const day = parseCivilDate(typedDate(typed))
    if (day === undefined) {
      const refusal = { code: 'field-not-a-day', detail: {}, field: 'day' }
      return await refused(context, typed, refusal)
    }
    const lines = await journal.ofDay(visit.session.actor, day)
    if (lines.ok) {
      return await context.html(journalPage(visit, { typed: day, lines: lines.value }))
    }
    return await refused(context, day, { code: lines.refusal, detail: lines.detail })
  })
  return app
}

async function refused(
  context: Context<CounterEnv>,
  typed: string,
  refusal: ShownRefusal,
): Promise<Response> {
  const page = journalPage(context.get('visit'), { typed, lines: [], refusal })
  return await context.html(page, httpStatusOf(refusal.code))
}

interface JournalFacts {
  readonly typed: CivilDate | string
  readonly lines: readonly JournalLine[]
  readonly refusal?: ShownRefusal | undefined
}

function journalPage(visit: Visit, { typed, lines, refusal }: JournalFacts): Markup {
  const { journal, journalDay, show, noJournal, entries } = OTHER_PAGE_TEXTS
  const list =
    lines.length === 0
      ? empty(both(noJournal))
      : html`<p role="status">${String(lines.length)}${both(entries)}</p>
          <ol class="journal">
            ${lines.map((line) => journalItem(line))}
          </ol>`
  return counterPage(visit, {
    title: `${refusal === undefined ? '' : 'エラー: '}${journal.ja}`,
    here: 'journal',
    main: html`<h1>${both(journal)}</h1>
      <form method="get" action="/counter/journal" class="in-line">
        <p>
          <label for="day">${both(journalDay)}</label>
          <input id="day" name="day" value="${typed}" autocomplete="off" />
        </p>
        <button type="submit" class="second">${both(show)}</button>
      </form>
      ${refusal === undefined ? list : refusalBox(refusal, true)}`,
  })
}

/** What a line says besides: the ticket's number, the kind of change; never a name. */
function more(what: string, detail: JournalLine['detail']): Markup | string {
  const { number, deskId, end, event, on } = detail
  const words = [
    number === undefined ? undefined : both(fill(JOURNAL_DETAIL_TEXTS.number, number)),
    deskId === undefined ? undefined : both(fill(JOURNAL_DETAIL_TEXTS.desk, deskId)),
    what === 'ticket-closed' ? namedBy(TICKET_END_TEXTS, end) : undefined,
    what === 'life-event-recorded' ? namedBy(LIFE_EVENT_NAMES, event) : undefined,
    on === undefined ? undefined : html`<time datetime="${on}">${on}</time>`,
  ].filter((part) => part !== undefined)
  return html`${words.map((part) => html`<span class="detail">${part}</span> `)}`
}

function fill({ ja, en }: Words, value: string | number): Words {
  return { ja: ja.replace('{value}', String(value)), en: en.replace('{value}', String(value)) }
}

function namedBy(
  names: Readonly<Record<string, Words>>,
  code: string | number | undefined,
): Markup | undefined {
  const words = Object.entries(names).find(([known]) => known === code)?.[1]
  return words === undefined ? undefined : both(words)
}

const WHAT_TEXTS: ReadonlyMap<string, Words> = new Map(
  Object.entries<Words>({ ...HISTORY_TEXTS, ...CASE_ENTRY_TEXTS, ...JOURNAL_TEXTS }),
)
const REASONS: ReadonlyMap<string, Words> = new Map(Object.entries<Words>(LOOK_UP_REASON_TEXTS))

function journalItem({
  at,
  what,
  staffId,
  receiptNumber,
  residentId,
  detail,
}: JournalLine): Markup {
  const reason = REASONS.get(String(detail['reason']))
  return html`<li>
    ${timeText(at)} <code>${staffId}</code>
    <span
      ><strong>${both(WHAT_TEXTS.get(what) ?? { ja: what, en: '' })}</strong>
      ${reason === undefined ? '' : both(reason)} ${more(what, detail)}</span
    >
    <span class="about">
      ${
        receiptNumber === undefined
          ? ''
          : html`<a href="/counter/cases/${receiptNumber}"><code>${receiptNumber}</code></a>`
      }
      ${residentId === undefined ? '' : html`<code>${residentId}</code>`}
    </span>
  </li>`
}
