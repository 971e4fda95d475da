import { html } from 'hono/html'
import { LAPSE_GROUNDS } from '#law/lapse.ts'
import type { NoticeDay } from '#ra/notices/contract.ts'
import type { LetterSubject } from '#ra/notices/letters.ts'
import type { LettersOfDay, ListedLetter } from '#ra/notices/send-notices.ts'
import type { Markup } from '../kit/layout.ts'
import { counterPage, tokenField } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { dayText, momentText } from './date-text.ts'
import { empty } from './home-page.ts'
import { NOTICE_KIND_TEXTS, NOTICE_TEXTS } from './texts/notice-texts.ts'
import { KIND_TEXTS } from './texts/record-texts.ts'
import { both } from './words.ts'

/** The days on which letters were prepared, with how many and how many are printed. */
export function noticeDaysPage(visit: Visit, days: readonly NoticeDay[]): Markup {
  const { title, lead, none, byDay, day, printed } = NOTICE_TEXTS
  const table = html`<div class="scroll" tabindex="0" role="region" aria-labelledby="by-day">
    <table>
      <thead>
        <tr>
          <th scope="col">${both(day)}</th>
          <th scope="col">${both(NOTICE_KIND_TEXTS.expiry)}</th>
          <th scope="col">${both(NOTICE_KIND_TEXTS.lapse)}</th>
          <th scope="col">${both(printed)}</th>
        </tr>
      </thead>
      <tbody>
        ${days.map((one) => dayRow(one))}
      </tbody>
    </table>
  </div>`
  return counterPage(visit, {
    title: title.ja,
    here: 'notices',
    main: html`<h1>${both(title)}</h1>
      <p>${both(lead)}</p>
      <section class="panel">
        <h2 id="by-day">${both(byDay)}</h2>
        ${days.length === 0 ? empty(both(none)) : table}
      </section>`,
  })
}

function dayRow({ day, expiry, lapse, printed }: NoticeDay): Markup {
  const all = expiry + lapse
  return html`<tr>
    <th scope="row"><a href="/counter/notices/${day}">${dayText(day)}</a></th>
    <td class="number">${String(expiry)}</td>
    <td class="number">${String(lapse)}</td>
    <td class="number">
      <span class="tag ${printed === all ? 'good' : 'warn'}"
        >${String(printed)} / ${String(all)}</span
      >
    </td>
  </tr>`
}

/** The letters of one day. */
export function noticeDayPage(visit: Visit, page: LettersOfDay): Markup {
  const { title, ofDay, noneOfDay, allDays, letters: unit } = NOTICE_TEXTS
  const { day, letters } = page
  return counterPage(visit, {
    title: `${title.ja} ${day}`,
    here: 'notices',
    main: html`<h1>${dayText(day)}${both(ofDay)}</h1>
      <p><a href="/counter/notices">${both(allDays)}</a></p>
      ${
        letters.length === 0
          ? empty(both(noneOfDay))
          : html`<section class="panel">
              <h2 id="letters">${String(letters.length)} ${both(unit)}</h2>
              ${partLinks(page)} ${printAll(visit, page)} ${letterList(visit, page)}
            </section>`
      }`,
  })
}

function partLinks({ day, part, parts }: LettersOfDay): Markup | string {
  if (parts === 1) return ''
  const numbers = Array.from({ length: parts }, (_, index) => index + 1)
  return html`<nav aria-labelledby="parts">
    <p id="parts">${both(NOTICE_TEXTS.parts)}</p>
    <ul class="ways-on">
      ${numbers.map((number) => {
        const path = `/counter/notices/${day}?part=${String(number)}`
        const words = html`${NOTICE_TEXTS.part.ja} ${String(number)}`
        return html`<li>
          ${
            number === part
              ? html`<a href="${path}" aria-current="page">${words}</a>`
              : html`<a href="${path}">${words}</a>`
          }
        </li>`
      })}
    </ul>
  </nav>`
}

function printAll(visit: Visit, { day, part, letters }: LettersOfDay): Markup {
  const { openAll, openRule } = NOTICE_TEXTS
  const rule = html`<small id="print-rule">${both(openRule)}</small>`
  if (!letters.some(({ mayBeSent }) => mayBeSent)) return html`<p>${rule}</p>`
  return html`<form method="post" action="/counter/notices/${day}/print" class="actions">
    ${tokenField(visit)}
    <input type="hidden" name="part" value="${String(part)}" />
    <button type="submit" aria-describedby="print-rule">${both(openAll)}</button>
    ${rule}
  </form>`
}

function letterList(visit: Visit, page: LettersOfDay): Markup {
  return html`<ul class="plain-list letters">
    ${page.letters.map((letter) => letterItem(visit, page, letter))}
  </ul>`
}

function letterItem(visit: Visit, { day }: LettersOfDay, letter: ListedLetter): Markup {
  const { letterId, residentId, subject, certificates, mayBeSent } = letter
  const { holder, open, notToBeSent } = NOTICE_TEXTS
  return html`<li>
    <div>
      <strong>${both(NOTICE_KIND_TEXTS[subject.kind])}</strong>
      <span class="block">${subjectWords(subject)}</span>
      <small>${certificates.map((kind) => KIND_TEXTS[kind].ja).join('・')}</small>
    </div>
    <p>${both(holder)} <code>${residentId}</code></p>
    <p>${printedWords(letter)}</p>
    ${
      mayBeSent
        ? html`<form method="post" action="/counter/notices/${day}/print">
            ${tokenField(visit)}
            <input type="hidden" name="letterId" value="${letterId}" />
            <button type="submit" class="second">
              ${both(open)}<span class="aside"> ${residentId}</span>
            </button>
          </form>`
        : html`<p>${both(notToBeSent)}</p>`
    }
  </li>`
}

function subjectWords(subject: LetterSubject): Markup {
  switch (subject.kind) {
    case 'expiry':
      return html`${both(NOTICE_TEXTS.endsOn)} ${dayText(subject.endsOn)}`
    case 'lapse': {
      const { ja, en } = LAPSE_GROUNDS[subject.ground]
      const day = html`${both(NOTICE_TEXTS.lapsedOn)} ${dayText(subject.lapsedOn)}`
      return html`${day}<span class="block">${both({ ja, en })}</span>`
    }
  }
}

function printedWords({ printed }: ListedLetter): Markup {
  if (printed === undefined) {
    return html`<span class="tag warn">${both(NOTICE_TEXTS.notPrinted)}</span>`
  }
  return html`${both(NOTICE_TEXTS.printed)} ${momentText(printed.at)} <code>${printed.by}</code>`
}
