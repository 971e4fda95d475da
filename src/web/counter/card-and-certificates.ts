import { html } from 'hono/html'
import { civilDateInJapan, type Instant, startOfDayInJapan } from '#kernel/instant.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import type { HistoryCertificate, RegisteredCard, ResidentHistory } from '#ra/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { lastOn, liveCard, standingOf } from './certificate-standing.ts'
import { dayText } from './date-text.ts'
import { PERSON_TEXTS } from './texts/person-texts.ts'
import {
  CARD_STATE_TEXTS,
  CERTIFICATE_STANDING_TEXTS,
  KIND_TEXTS,
  REASON_TEXTS,
  VARIANT_TEXTS,
} from './texts/record-texts.ts'
import { both, inOneLine } from './words.ts'

/** The card and what is on it as a picture: state at a glance, and until when. */
export function cardAndCertificates(history: ResidentHistory, now: Instant): Markup {
  const card = liveCard(history)
  if (card === undefined) {
    return html`<div class="card-shape absent">
        <p><strong>${both(PERSON_TEXTS.noCard)}</strong></p>
        <p class="quiet-text">${both(PERSON_TEXTS.noCardNext)}</p>
      </div>
      ${earlier(history, now, undefined)}`
  }
  const last = lastOn(history, card)
  return html`<div class="card-row">
      ${cardShape(card, now)}
      <ul class="certificate-list">
        ${CERTIFICATE_KINDS.map((kind) =>
          certificateItem(
            kind,
            last.find((one) => one.kind === kind),
            now,
          ),
        )}
      </ul>
    </div>
    ${earlier(history, now, card)}`
}

function cardShape(
  { cardSerial, variant, issuedOn, expiresOn, state }: RegisteredCard,
  now: Instant,
) {
  const isOver = expiresOn < civilDateInJapan(now)
  const standing = isOver ? 'expired' : state
  return html`<div class="card-shape">
    <p>
      <strong>${both(VARIANT_TEXTS[variant])}</strong>
      <span class="tag standing-${isOver ? 'expired' : 'good'}"
        >${both(CARD_STATE_TEXTS[standing])}</span
      >
    </p>
    <p class="number">${grouped(cardSerial)}</p>
    <p>${both(PERSON_TEXTS.term)} <strong>${dayText(expiresOn)}</strong></p>
    ${span(startOfDayInJapan(issuedOn), startOfDayInJapan(expiresOn), now)}
  </div>`
}

function certificateItem(
  kind: CertificateKind,
  certificate: HistoryCertificate | undefined,
  now: Instant,
): Markup {
  const name = html`<strong>${both(KIND_TEXTS[kind])}</strong>`
  if (certificate === undefined) {
    return html`<li class="standing-none">
      ${name} <span class="tag">${both(CERTIFICATE_STANDING_TEXTS.none)}</span>
      <span class="line quiet-text">${both(PERSON_TEXTS.noCertificate)}</span>
    </li>`
  }
  const standing = standingOf(certificate, now)
  return html`<li class="standing-${standing}">
    ${name}
    <span class="tag standing-${standing}">${both(CERTIFICATE_STANDING_TEXTS[standing])}</span>
    <span class="line">${untilText(certificate)}</span>
    ${span(certificate.notBefore, certificate.notAfter, now)}
  </li>`
}

function untilText({ status, notAfter }: HistoryCertificate): Markup {
  if (status.state !== 'revoked') {
    return html`<strong>${dayText(civilDateInJapan(notAfter))}</strong>${both(PERSON_TEXTS.until)}`
  }
  const { revokedAt, reason } = status
  return html`<strong>${dayText(civilDateInJapan(revokedAt))}</strong>${both(PERSON_TEXTS.since)}
    ${both(REASON_TEXTS[reason])}`
}

/** How much of a time is over, as a bar. */
function span(from: Instant, to: Instant, now: Instant): Markup {
  const whole = Math.max(to - from, 1)
  const over = Math.min(Math.max(now - from, 0), whole)
  const percent = String(Math.round((over / whole) * 100))
  return html`<progress
    max="100"
    value="${percent}"
    aria-label="${inOneLine(PERSON_TEXTS.validity)}"
  ></progress>`
}

function earlier(
  history: ResidentHistory,
  now: Instant,
  card: RegisteredCard | undefined,
): Markup | string {
  const shown = new Set(card === undefined ? [] : lastOn(history, card))
  const certificates = history.certificates.filter((one) => !shown.has(one))
  const cards = history.cards.filter((one) => one !== card)
  if (certificates.length + cards.length === 0) return ''
  return html`<details>
    <summary>${both(PERSON_TEXTS.earlier)}</summary>
    <ul class="certificate-list small">
      ${cards.map(
        (one) =>
          html`<li>
            <span class="number">${grouped(one.cardSerial)}</span>
            <span class="tag">${both(CARD_STATE_TEXTS[one.state])}</span>
          </li>`,
      )}
      ${certificates.map((one) => certificateItem(one.kind, one, now))}
    </ul>
  </details>`
}

/** Sixteen digits in fours, as on any card. */
export function grouped(cardSerial: string): string {
  return cardSerial.replace(/(\d{4})(?=\d)/g, '$1 ')
}
