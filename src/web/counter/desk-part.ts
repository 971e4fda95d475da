import { html } from 'hono/html'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import type { Markup } from '../kit/layout.ts'
import { grouped } from './card-and-certificates.ts'
import { COUNTER_PATH } from './counter-session.ts'
import { tokenField } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { dayText } from './date-text.ts'
import { empty } from './home-page.ts'
import type { CardView, CounterPagesPorts, DeskView } from './ports.ts'
import { DESK_TEXTS } from './texts/case-page-texts.ts'
import { KIND_TEXTS, PIN_TEXTS, VARIANT_TEXTS } from './texts/record-texts.ts'
import { both } from './words.ts'

/** Virtual cards that a page offers one by one. */
export const TRAY_SHOWN_MAX = 12

/** A virtual card that can be placed. */
export type TrayCard = Awaited<ReturnType<CounterPagesPorts['desks']['tray']>>[number]

/** The desk as a page shows it. */
export interface DeskFacts {
  readonly desk: DeskView
  readonly tray: readonly TrayCard[]
  readonly readers: readonly string[]
  /** Where the forms of the desk come back to. */
  readonly back: string
  /** The person in front of the desk, whose cards come first. */
  readonly residentId: string | undefined
}

/** The reader with the card on it, or the tray to place one from. */
export function readerPart(visit: Visit, facts: DeskFacts): Markup {
  const { desk } = facts
  return html`<h2>${both(DESK_TEXTS.reader)}</h2>
    ${desk.reader === undefined ? '' : html`<p>${both(DESK_TEXTS.realReader)} <code>${desk.reader}</code></p>`}
    ${
      desk.card === undefined
        ? html`<p class="card-shape absent">${both(DESK_TEXTS.noCard)}</p>
            ${desk.reader === undefined ? trayPart(visit, facts) : ''}`
        : html`${cardOnReader(desk.card)} ${pullForm(visit, facts)}`
    }
    ${readerChoice(visit, facts)}`
}

function deskForm(visit: Visit, act: string, { back }: DeskFacts, inside: Markup): Markup {
  return html`<form method="post" action="${COUNTER_PATH}/desk/${act}">
    ${tokenField(visit)} <input type="hidden" name="back" value="${back}" /> ${inside}
  </form>`
}

function cardOnReader(card: CardView): Markup {
  const { cardSerial, variant, triesLeft, certificates } = card
  return html`<div class="card-shape on-reader">
    <p>
      <strong>${both(VARIANT_TEXTS[variant])}</strong>
    </p>
    <p class="number">${grouped(cardSerial)}</p>
    <dl class="chip-facts">
      ${CERTIFICATE_KINDS.map(
        (kind) =>
          html`<div>
            <dt>${both(PIN_TEXTS[kind])}</dt>
            <dd>${triesText(triesLeft[kind])}</dd>
          </div>`,
      )}
      ${CERTIFICATE_KINDS.map((kind) => chipCertificate(kind, certificates))}
    </dl>
    ${termDiffers(card)}
  </div>`
}

/** Chip and record may part where a change of the term was cut short: it is never passed over. */
function termDiffers({ chipEndsOn, recordedEndsOn }: CardView): Markup | string {
  if (chipEndsOn === undefined || recordedEndsOn === undefined) return ''
  if (chipEndsOn === recordedEndsOn) return ''
  return html`<div class="notice-box" role="status">
    <p><strong>${both(DESK_TEXTS.termDiffers)}</strong></p>
    <p>
      ${both(DESK_TEXTS.termOnChip)} ${dayText(chipEndsOn)}、${both(DESK_TEXTS.termOnRecord)}
      ${dayText(recordedEndsOn)}
    </p>
    <p>${both(DESK_TEXTS.termDiffersNext)}</p>
  </div>`
}

function triesText(tries: number | undefined): Markup {
  if (tries === undefined) return both(DESK_TEXTS.noPin)
  if (tries === 0) return html`<span class="tag bad">${both(DESK_TEXTS.locked)}</span>`
  return html`${DESK_TEXTS.triesLeft.ja} <strong>${String(tries)}</strong>${DESK_TEXTS.times.ja}
    <span lang="en">${DESK_TEXTS.triesLeft.en}</span>`
}

function chipCertificate(kind: CertificateKind, on: CardView['certificates']): Markup {
  const found = on.find((one) => one.kind === kind)
  const until = found?.endsOn
  return html`<div>
    <dt>${both(KIND_TEXTS[kind])}</dt>
    <dd>
      ${
        found === undefined
          ? html`<span class="quiet-text">${both(DESK_TEXTS.nothingOnChip)}</span>`
          : html`${until === undefined ? both(DESK_TEXTS.present) : `${dayText(until)}まで`}`
      }
    </dd>
  </div>`
}

function pullForm(visit: Visit, facts: DeskFacts): Markup {
  return deskForm(
    visit,
    'pull',
    facts,
    html`<p class="actions">
      <button type="submit" class="second" id="pull">${both(DESK_TEXTS.pull)}</button>
    </p>`,
  )
}

function trayPart(visit: Visit, facts: DeskFacts): Markup {
  const { tray, residentId } = facts
  const own = tray.filter((card) => card.residentId === residentId)
  const others = tray.filter((card) => card.residentId !== residentId)
  const offered = residentId === undefined ? others.slice(0, TRAY_SHOWN_MAX) : own
  const isMore = offered.length < tray.length
  return html`<h3>${both(DESK_TEXTS.tray)}</h3>
    ${offered.length === 0 ? empty(both(DESK_TEXTS.emptyTray)) : ''}
    ${deskForm(
      visit,
      'insert',
      facts,
      html`<ul class="tray">
        ${offered.map((card) => trayCard(card, card.residentId === residentId))}
      </ul>`,
    )}
    ${isMore ? otherCard(visit, facts) : ''}`
}

function trayCard({ cardSerial, residentId }: TrayCard, isOwn: boolean): Markup {
  return html`<li>
    <button
      type="submit"
      class="tray-card"
      name="cardSerial"
      value="${cardSerial}"
      id="card-${cardSerial}"
    >
      <span class="number">${grouped(cardSerial)}</span>
      <small>${isOwn ? both(DESK_TEXTS.ofThisPerson) : residentId}</small>
      <span class="place">${both(DESK_TEXTS.insert)}</span>
    </button>
  </li>`
}

function otherCard(visit: Visit, facts: DeskFacts): Markup {
  return html`<details id="other-card">
    <summary>${both(DESK_TEXTS.otherCard)}</summary>
    ${deskForm(
      visit,
      'insert',
      facts,
      html`<p>
          <label for="cardSerial">${both(DESK_TEXTS.cardSerial)}</label>
          <input id="cardSerial" name="cardSerial" inputmode="numeric" autocomplete="off" />
        </p>
        <p class="actions">
          <button type="submit" class="second">${both(DESK_TEXTS.insert)}</button>
        </p>`,
    )}
  </details>`
}

function readerChoice(visit: Visit, facts: DeskFacts): Markup | string {
  const { readers, desk } = facts
  if (readers.length === 0 && desk.reader === undefined) return ''
  const option = (name: string, words: Markup | string): Markup =>
    name === (desk.reader ?? '')
      ? html`<option value="${name}" selected>${words}</option>`
      : html`<option value="${name}">${words}</option>`
  const form = deskForm(
    visit,
    'reader',
    facts,
    html`<p>
        <label for="reader">${both(DESK_TEXTS.chooseReader)}</label>
        <select id="reader" name="reader">
          ${option('', DESK_TEXTS.virtual.ja)} ${readers.map((name) => option(name, name))}
        </select>
      </p>
      <p class="actions">
        <button type="submit" class="second">${both(DESK_TEXTS.use)}</button>
      </p>`,
  )
  return html`<details id="reader-choice">
    <summary>${both(DESK_TEXTS.otherReader)}</summary>
    ${form}
  </details>`
}

/** The resident's screen: paired, or the code to pair it with. */
export function screenPart(visit: Visit, facts: DeskFacts): Markup {
  const { pairingCode, screenPaired } = facts.desk
  return html`<h2>
      ${both(DESK_TEXTS.screen)}
      <span class="tag ${screenPaired ? 'good' : 'warn'}"
        >${both(screenPaired ? DESK_TEXTS.screenPaired : DESK_TEXTS.screenAlone)}</span
      >
    </h2>
    ${
      pairingCode === undefined
        ? ''
        : html`<p class="pairing">
              ${both(DESK_TEXTS.pairingCode)} <strong class="number">${pairingCode}</strong>
            </p>
            <p class="quiet-text">${both(DESK_TEXTS.pairingHow)}</p>`
    }
    <div class="actions">
      ${deskForm(
        visit,
        'pair',
        facts,
        html`<button type="submit" class="quiet" id="pair">
          ${both(screenPaired ? DESK_TEXTS.letGo : DESK_TEXTS.newCode)}
        </button>`,
      )}
      <a href="${COUNTER_PATH}/screen" target="_blank" rel="noopener"
        >${both(DESK_TEXTS.newWindow)}</a
      >
    </div>`
}
