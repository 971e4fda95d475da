import { html } from 'hono/html'
import type { CivilDate } from '#kernel/civil-date.ts'
import { ageOn } from '#law/birthday.ts'
import type { RecordedName, Resident } from '#register/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { dayText, dayWithEra } from './date-text.ts'
import { hardName, substituteMark } from './hard-name.ts'
import { PERSON_TEXTS } from './texts/person-texts.ts'
import { NATIONALITY_TEXTS, RELATION_TEXTS, SEX_TEXTS } from './texts/record-texts.ts'
import { both, type Words } from './words.ts'

const AGE_OF_OWN_SIGNATURE = 15

/** The person at the top of every page about them: who it is, and what the law asks about them. */
export function personHeader(resident: Resident, today: CivilDate, heading: 'h1' | 'h2'): Markup {
  const { items, kana } = resident
  const name = html`<span class="reading">${kana}</span
    ><span class="hard-text">${hardName(items.name, items.nameSubstitutions)}</span>`
  const age = String(ageOn(items.birthDate, resident.deceasedOn ?? today))
  return html`<header class="person">
    ${heading === 'h1' ? html`<h1>${name}</h1>` : html`<h2>${name}</h2>`}
    <p class="tags">
      ${substituteMark(items.nameSubstitutions, items.addressSubstitutions)}
      ${marks(resident, today)}
    </p>
    <div class="who-lines">
      <p>
        ${dayWithEra(items.birthDate)}${PERSON_TEXTS.born.ja}
        <strong>${age}${PERSON_TEXTS.age.ja}</strong> ${SEX_TEXTS[items.sex].ja}
        ${resident.nationality === 'japanese' ? '' : NATIONALITY_TEXTS[resident.nationality].ja}
      </p>
      <p class="hard-text">${hardName(items.address, items.addressSubstitutions)}</p>
      <p class="quiet-text">
        ${names(resident)} ${PERSON_TEXTS.household.ja} ${resident.household}
        （${RELATION_TEXTS[resident.relation].ja}） <code>${resident.id}</code>
      </p>
    </div>
  </header>`
}

function names({ formerName, commonName }: Resident): Markup {
  return html`${otherName(PERSON_TEXTS.formerName, formerName)}
  ${otherName(PERSON_TEXTS.commonName, commonName)}`
}

function otherName(words: Words, name: RecordedName | undefined): Markup | string {
  if (name === undefined) return ''
  return html`${words.ja}
    <span class="hard-text">${hardName(name.name, name.nameSubstitutions)}</span>
    （${name.kana}）`
}

function marks(resident: Resident, today: CivilDate): readonly Markup[] {
  const { deceasedOn, recordDeletedOn, residence, adultWard, periodOfStayEndsOn, items } = resident
  const isYoung = ageOn(items.birthDate, today) < AGE_OF_OWN_SIGNATURE
  return [
    deceasedOn === undefined ? undefined : tag('bad', PERSON_TEXTS.died, dayText(deceasedOn)),
    recordDeletedOn === undefined
      ? undefined
      : tag('bad', PERSON_TEXTS.recordEnded, dayText(recordDeletedOn)),
    residence === 'overseas' ? tag('warn', PERSON_TEXTS.overseas) : undefined,
    adultWard ? tag('warn', PERSON_TEXTS.adultWard) : undefined,
    isYoung && deceasedOn === undefined ? tag('warn', PERSON_TEXTS.under15) : undefined,
    periodOfStayEndsOn === undefined
      ? undefined
      : tag(
          periodOfStayEndsOn < today ? 'bad' : 'warn',
          PERSON_TEXTS.stay,
          `${dayText(periodOfStayEndsOn)}${PERSON_TEXTS.until.ja}`,
        ),
  ].filter((mark) => mark !== undefined)
}

function tag(look: 'warn' | 'bad', words: Words, more = ''): Markup {
  return html`<span class="tag ${look}">${both(words)} ${more}</span>`
}
