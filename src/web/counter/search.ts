import { type Context, Hono } from 'hono'
import { LOOK_UP_REASONS, type LookUpReason } from '#ra/staff/contract.ts'
import type { CounterEnv } from './counter-env.ts'
import type { FormFields } from './form-fields.ts'
import { showHome, usualReason } from './home.ts'
import type { CounterPagesPorts } from './ports.ts'
import { refusalPage } from './problem-pages.ts'
import type { ShownRefusal } from './refusal-box.ts'
import { SEARCH_FIELDS, type SearchTyped } from './search-form.ts'
import { SearchResults } from './search-results.ts'
import { resultsPage } from './results-page.ts'
import { typedDate } from './typed-date.ts'

type SearchPorts = Pick<CounterPagesPorts, 'people' | 'queue' | 'cases' | 'now' | 'practice'>

/** The fields of the form by the names that the register's refusals use. */
const FIELD_OF_DETAIL: Readonly<Record<string, string>> = {
  name: 'name',
  kana: 'kana',
  'birth-date': 'birthDate',
  card: 'card',
}

/** `/search` and `/results/:id`: what was found has an address without names. */
export function searchRoutes(ports: SearchPorts): Hono<CounterEnv> {
  const app = new Hono<CounterEnv>()
  const results = new SearchResults()
  app.post('/search', async (context) => {
    const form = context.get('form')
    const { formToken, session } = context.get('visit')
    const typed = typedOf(form)
    const reason = parseReason(form.text('reason'))
    const refused = (refusal: ShownRefusal) =>
      showHome(ports, context, {
        search: { typed, reason: reason ?? usualReason(session.practice), refusal },
      })
    const wrong = form.fault()
    if (wrong !== undefined) {
      return await refused({ code: `field-${wrong.fault}`, detail: {}, field: wrong.field })
    }
    if (reason === undefined) {
      return await refused({ code: 'look-up-reason-missing', detail: {} })
    }
    const found = await ports.people.search(session.actor, { ...wanted(typed), reason })
    if (!found.ok) {
      const { refusal, detail } = found
      return await refused({
        code: refusal,
        detail,
        field: FIELD_OF_DETAIL[String(detail['field'])],
      })
    }
    const id = results.hold(formToken, { typed, reason, found: found.value }, ports.now())
    return context.redirect(`/counter/results/${id}`, 303)
  })
  app.get('/results/:id', (context) => showResults(ports, context, results))
  return app
}

/** Reads a reason for looking; `undefined` for anything else. */
export function parseReason(text: string): LookUpReason | undefined {
  return LOOK_UP_REASONS.find((reason) => reason === text)
}

async function showResults(
  { now }: SearchPorts,
  context: Context<CounterEnv, '/results/:id'>,
  results: SearchResults,
): Promise<Response> {
  const visit = context.get('visit')
  const result = results.find(visit.formToken, context.req.param('id'), now())
  if (result !== undefined) return await context.html(resultsPage(visit, result))
  const over = { code: 'results-over', detail: {} }
  return await context.html(refusalPage(visit, visit.nowText, over), 404)
}

function typedOf(form: FormFields): SearchTyped {
  const [name, kana, birthDate, card] = SEARCH_FIELDS.map((field) => form.shown(field))
  return { name: name ?? '', kana: kana ?? '', birthDate: birthDate ?? '', card: card ?? '' }
}

function wanted({
  name,
  kana,
  birthDate,
  card,
}: SearchTyped): Parameters<SearchPorts['people']['search']>[1] {
  const cardSerial = card.normalize('NFKC').replace(/\s/g, '')
  return {
    name,
    kana,
    birthDate: typedDate(birthDate),
    ...(cardSerial === '' ? {} : { card: cardSerial }),
  }
}
