import { html } from 'hono/html'
import { ageOn } from '#law/birthday.ts'
import type { Resident } from '#register/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { counterPage } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { dayWithEra } from './date-text.ts'
import { hardName, substituteMark } from './hard-name.ts'
import { empty } from './home-page.ts'
import { searchForm } from './search-form.ts'
import type { SearchResult } from './search-results.ts'
import { SEARCH_TEXTS } from './texts/home-texts.ts'
import { both } from './words.ts'

/** Who was found, each as a way to their page, and the search to be changed. */
export function resultsPage(visit: Visit, { typed, reason, found }: SearchResult): Markup {
  const { residents, more } = found
  const count = `${String(residents.length)}${SEARCH_TEXTS.found.ja}`
  return counterPage(visit, {
    title: `${SEARCH_TEXTS.results.ja} ${String(residents.length)}件`,
    here: 'home',
    main: html`<h1>${both(SEARCH_TEXTS.results)}</h1>
      <p role="status">
        ${
          residents.length === 0
            ? both(SEARCH_TEXTS.nobody)
            : html`${count} <span lang="en">${String(residents.length)} found</span>`
        }
        ${more ? html`<strong>${both(SEARCH_TEXTS.more)}</strong>` : ''}
      </p>
      ${
        residents.length === 0
          ? empty(both(SEARCH_TEXTS.nobodyNext))
          : html`<ul class="people">
              ${residents.map((one) => personItem(one, reason, visit))}
            </ul>`
      }
      <section class="panel" aria-labelledby="again-title">
        <h2 id="again-title">${both(SEARCH_TEXTS.again)}</h2>
        ${searchForm(visit, { typed, reason, refusal: undefined })}
      </section>`,
  })
}

function personItem(resident: Resident, reason: string, { today }: Visit): Markup {
  const { id, items, kana, deceasedOn, residence } = resident
  const age = `${String(ageOn(items.birthDate, deceasedOn ?? today))}${SEARCH_TEXTS.age.ja}`
  return html`<li>
    <a href="/counter/people/${id}?reason=${reason}">
      <span class="reading">${kana}</span>
      <strong class="hard-text">${hardName(items.name, items.nameSubstitutions)}</strong>
      <span class="line">${dayWithEra(items.birthDate)}生 ${age}</span>
      <span class="line hard-text">${hardName(items.address, items.addressSubstitutions)}</span>
      ${substituteMark(items.nameSubstitutions, items.addressSubstitutions)}
      ${deceasedOn === undefined ? '' : html`<span class="tag bad">${both(SEARCH_TEXTS.died)}</span>`}
      ${residence === 'overseas' ? html`<span class="tag">${both(SEARCH_TEXTS.overseas)}</span>` : ''}
    </a>
  </li>`
}
