import { html } from 'hono/html'
import { type CivilDate, dateParts } from '#kernel/civil-date.ts'
import { civilDateInJapan, formatInJapan, type Instant } from '#kernel/instant.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { Markup } from '../kit/layout.ts'
import type { CardPicture, CertificatePicture } from './journey-view.ts'
import { CERTIFICATE_STATE_TEXTS, CERTIFICATE_TEXTS, REVOCATION_TEXTS } from './step-texts.ts'

/** On the picture the certificate for documents stands first, as on the forms of the counter. */
const ORDER = ['signature', 'user-authentication'] as const satisfies readonly CertificateKind[]

/**
 * The card as its holder would see it, and the certificate in each of its two places with its
 * state.
 */
export function cardPicture({ holderName, card, certificates }: CardPicture): Markup {
  return html`<div class="card-and-certificates">
    <div class="card ${card === undefined ? 'absent' : 'present'}">
      <p class="card-title">仮想カード <span lang="en">Virtual card</span></p>
      <p class="chip" aria-hidden="true"></p>
      <p class="holder">${holderName}</p>
      ${
        card === undefined
          ? html`<p class="small">まだありません <span lang="en">not made yet</span></p>`
          : html`<p class="small">
              <span class="number">${grouped(card.cardSerial)}</span>
              有効期限 ${dateText(card.expiresOn)} <span lang="en">expires</span>
            </p>`
      }
    </div>
    <ul class="certificates" aria-label="カードの証明書 / certificates of the card">
      ${ORDER.map((kind) => certificateItem(kind, certificates[kind]))}
    </ul>
  </div>`
}

function certificateItem(kind: CertificateKind, picture: CertificatePicture): Markup {
  const { ja, en, useJa, useEn } = CERTIFICATE_TEXTS[kind]
  const state = CERTIFICATE_STATE_TEXTS[picture.at]
  return html`<li class="certificate ${picture.at}" data-kind="${kind}" data-state="${picture.at}">
    <p class="name"><strong>${ja}</strong> <span lang="en">${en}</span></p>
    <p class="badge">${state.ja} <span lang="en">${state.en}</span></p>
    <p class="since">${sinceOrUntil(picture)}</p>
    <p class="use">${useJa} <span lang="en">${useEn}</span></p>
  </li>`
}

function sinceOrUntil(picture: CertificatePicture): Markup {
  switch (picture.at) {
    case 'waiting':
      return html`これから発行します <span lang="en">to be issued</span>`
    case 'refused':
      return html`${picture.because.ja} <span lang="en">${picture.because.en}</span>`
    case 'good':
      return html`${momentText(picture.until)}まで
        <span lang="en">until ${formatInJapan(picture.until)}</span>`
    case 'revoked': {
      const because = REVOCATION_TEXTS[picture.reason] ?? picture.reason
      return html`${momentText(picture.since)}から。${because}
        <span lang="en">since ${formatInJapan(picture.since)}, ${picture.reason}</span>`
    }
  }
}

/** Sixteen digits in fours, as on any card. */
function grouped(cardSerial: string): string {
  return cardSerial.replace(/(\d{4})(?=\d)/g, '$1 ')
}

function dateText(date: CivilDate): string {
  const { year, month, day } = dateParts(date)
  return `${year}年${month}月${day}日`
}

function momentText(at: Instant): Markup {
  const [, time = ''] = formatInJapan(at).split(' ')
  return html`<time datetime="${new Date(at).toISOString()}"
    >${dateText(civilDateInJapan(at))} ${time}</time
  >`
}
