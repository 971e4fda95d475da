import { html } from 'hono/html'
import { type CivilDate, dateParts } from '#kernel/civil-date.ts'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CounterProcedure } from '#law/counter-procedure.ts'
import type { Markup } from '../../kit/layout.ts'
import type { ScreenView } from '../ports.ts'
import type { ScreenBody } from './screen-frame.ts'
import { sign } from './screen-sign.ts'
import type { ScreenTextName } from './screen-texts.ts'
import type { Speech } from './speech.ts'

type Shown<S extends ScreenView['shows']> = Extract<ScreenView, { readonly shows: S }>

/** Joined to a desk, and nothing to do yet. */
export function welcomeBody({ say, plain }: Speech): ScreenBody {
  return {
    title: plain('welcomeTitle'),
    key: 'welcome',
    follows: 'live-and-reload',
    main: html`${sign('card')}
      <h1 tabindex="-1">${say('welcomeTitle')}</h1>
      <p class="lead">${say('welcomeLead')}</p>
      <p class="quiet">${say('welcomeNote')}</p>`,
  }
}

/** The card is being written. */
export function workingBody({ say, plain }: Speech, view: Shown<'working'>): ScreenBody {
  const { done, of } = view
  const progress = { n: done, of }
  return {
    title: plain('workingTitle'),
    key: 'working',
    follows: 'live-and-reload',
    main: html`${sign('card')}
      <h1 tabindex="-1">${say('workingTitle')}</h1>
      <p class="lead">${say('workingLead')}</p>
      <p class="progress" id="screen-progress" role="status" data-progress="${done}/${of}">
        <progress max="${of}" value="${done}" aria-label="${plain('workingTitle')}"></progress>
        <span>${say('workingProgress', progress)}</span>
      </p>`,
  }
}

/** What works now, and until when. */
export function doneBody(speech: Speech, view: Shown<'done'>): ScreenBody {
  const { say, plain } = speech
  const { title, lead, notes } = OUTCOMES[view.procedure]
  return {
    title: plain(title),
    key: `done:${view.procedure}`,
    follows: 'live-and-reload',
    main: html`${sign('done')}
      <h1 tabindex="-1">${say(title)}</h1>
      ${lead === undefined ? '' : html`<p class="lead">${say(lead)}</p>`}
      ${certificatesOf(speech, view.endsOn)}
      <ul class="notes">
        ${notesFor(notes, view.endsOn).map((name) => html`<li>${say(name)}</li>`)}
      </ul>`,
  }
}

/** What is safe, and whom to ask; `code` is for the staff. */
export function stoppedBody({ say, plain }: Speech, { code }: Shown<'stopped'>): ScreenBody {
  return {
    title: plain('stoppedTitle'),
    key: `stopped:${code}`,
    follows: 'live-and-reload',
    main: html`${sign('stopped')}
      <h1 tabindex="-1">${say('stoppedTitle')}</h1>
      <p class="lead">${say(STOPS.get(code) ?? 'stoppedOther')}</p>
      <p class="note strong">${say('stoppedAsk')}</p>
      <p>${say('stoppedSafe')}</p>
      <p class="quiet">${say('stoppedCode')}: <code>${code}</code></p>`,
  }
}

/** Codes of the card and its reader that mean something to the person who stands there. */
const STOPS: ReadonlyMap<string, ScreenTextName> = new Map([
  ['reader-empty', 'stoppedCardAway'],
  ['card-removed', 'stoppedCardAway'],
  ['card-unresponsive', 'stoppedCardAway'],
  ['pin-wrong', 'stoppedPinWrong'],
  ['pin-blocked', 'stoppedPinBlocked'],
])

interface Outcome {
  readonly title: ScreenTextName
  readonly lead: ScreenTextName | undefined
  readonly notes: readonly ScreenTextName[]
}

const ISSUED: Outcome = {
  title: 'doneIssued',
  lead: undefined,
  notes: ['keepPinSecret', 'takeCard'],
}
const PINS_SET: Outcome = { ...ISSUED, title: 'donePins' }
const ENDED: Outcome = { title: 'doneEnded', lead: 'doneEndedLead', notes: [] }

const OUTCOMES: Readonly<Record<CounterProcedure, Outcome>> = {
  issue: ISSUED,
  renewal: ISSUED,
  'reissue-signature': ISSUED,
  'found-again': ISSUED,
  'lost-for-good': ISSUED,
  'stay-extension': ISSUED,
  'pinless-off': ISSUED,
  'pin-change': PINS_SET,
  'pin-reset': PINS_SET,
  'kiosk-pin-reset': PINS_SET,
  revocation: ENDED,
  'compromise-report': ENDED,
  'card-return': ENDED,
  'ex-officio-revocation': ENDED,
  'authority-key-compromise': ENDED,
  hold: { title: 'doneHeld', lead: 'doneHeldLead', notes: [] },
  'overseas-continuation': {
    title: 'doneContinued',
    lead: 'doneContinuedLead',
    notes: ['takeCard'],
  },
  'pinless-on': { title: 'donePinless', lead: 'donePinlessLead', notes: ['takeCard'] },
}

type EndsOn = Shown<'done'>['endsOn']

const CERTIFICATES: readonly (readonly [CertificateKind, ScreenTextName, ScreenTextName])[] = [
  ['user-authentication', 'certificateOfAuthentication', 'useOfAuthentication'],
  ['signature', 'certificateOfSignature', 'useOfSignature'],
]

function certificatesOf(speech: Speech, endsOn: EndsOn): Markup | string {
  const { say } = speech
  const rows = CERTIFICATES.flatMap(([kind, name, use]) => {
    const day = endsOn[kind]
    if (day === undefined) return []
    return [
      html`<li>
        <p class="name">${say(name)}</p>
        <p class="until">${say('usableUntil', { date: dateText(speech, day) })}</p>
        <p class="quiet">${say(use)}</p>
      </li>`,
    ]
  })
  return rows.length === 0
    ? ''
    : html`<ul class="outcomes">
        ${rows}
      </ul>`
}

/** That a move ends the signature certificate is said to whoever has one now. */
function notesFor(notes: Outcome['notes'], endsOn: EndsOn): readonly ScreenTextName[] {
  return endsOn.signature === undefined ? notes : ['signatureEndsOnChange', ...notes]
}

const MONTHS_EN = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

function dateText({ language }: Speech, date: CivilDate): string {
  const { year, month, day } = dateParts(date)
  return language === 'en'
    ? `${day} ${MONTHS_EN[month - 1] ?? ''} ${year}`
    : `${year}年${month}月${day}日`
}
