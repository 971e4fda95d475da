import { html } from 'hono/html'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CounterApplicant, CounterProcedure } from '#law/counter-procedure.ts'
import type { Markup } from '../kit/layout.ts'
import { tokenField } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { papersOf } from './offer-words.ts'
import type { ProcedureOffer } from './ports.ts'
import type { ProcedurePageFacts, TypedCase } from './procedure-page-facts.ts'
import { CARRIED_FIELD_TEXTS } from './texts/field-texts.ts'
import { PROCEDURE_TEXTS } from './texts/person-texts.ts'
import { KIND_TEXTS } from './texts/record-texts.ts'
import { APPLICANT_TEXTS } from './texts/situation-texts.ts'
import { both, type Words } from './words.ts'

/** The fields that one procedure asks for besides the others. */
type ExtraField = 'periodOfStayEndsOn' | 'leavesOn' | 'generation'
const EXTRA_FIELDS: Readonly<Partial<Record<CounterProcedure, readonly ExtraField[]>>> = {
  'stay-extension': ['periodOfStayEndsOn'],
  'overseas-continuation': ['leavesOn'],
  'authority-key-compromise': ['generation'],
}
/** The procedures after which the law asks whose doing it was. */
const ASKS_FAULT: ReadonlySet<CounterProcedure> = new Set(['issue', 'found-again', 'lost-for-good'])

interface FormFacts extends ProcedurePageFacts {
  readonly offer: ProcedureOffer
}

/** The form that opens a case: who acts with which papers, the kinds, and what else is asked. */
export function openCaseForm(visit: Visit, facts: FormFacts): Markup {
  const { offer, person, reason, situation, drawReceiptNumber } = facts
  const { procedure } = offer
  const sent = facts.refused?.typed
  const typed = sent?.procedure === procedure ? sent : undefined
  return html`<form method="post" action="/counter/people/${person.resident.id}/cases">
    ${tokenField(visit)} <input type="hidden" name="reason" value="${reason}" />
    <input type="hidden" name="receiptNumber" value="${drawReceiptNumber()}" />
    <input type="hidden" name="situation" value="${situation}" />
    <input type="hidden" name="procedure" value="${procedure}" />
    <fieldset>
      <legend>${both(PROCEDURE_TEXTS.who)}</legend>
      ${offer.applicants.map((applicant, at) =>
        applicantChoice(offer, applicant, isChosen(typed, applicant, at)),
      )}
    </fieldset>
    ${agentFields(offer, typed, facts.refused?.refusal.field)} ${kindChoices(offer, typed)}
    ${(EXTRA_FIELDS[procedure] ?? []).map((name) =>
      extraField(`${procedure}-${name}`, name, typed?.[name] ?? ''),
    )}
    ${ASKS_FAULT.has(procedure) ? faultChoice(procedure, typed?.ownFault === true) : ''}
    <p class="actions">
      <button type="submit">
        ${both(PROCEDURE_TEXTS.begin)}<span class="aside">: ${offer.titleJa}</span>
      </button>
    </p>
  </form>`
}

function isChosen(typed: TypedCase | undefined, applicant: CounterApplicant, at: number): boolean {
  return typed === undefined ? at === 0 : typed.applicant === applicant
}

function applicantChoice(
  offer: ProcedureOffer,
  applicant: CounterApplicant,
  chosen: boolean,
): Markup {
  const id = `${offer.procedure}-${applicant}`
  return html`<div class="choice-with-papers">
    ${checkable({ id, type: 'radio', name: 'applicant', value: applicant, chosen }, APPLICANT_TEXTS[applicant])}
    <p id="${id}-papers">${papersOf(offer, applicant)}</p>
  </div>`
}

/** Name and address of whoever acts for the holder; the style sheet hides them for a holder. */
function agentFields(
  offer: ProcedureOffer,
  typed: TypedCase | undefined,
  wrong: string | undefined,
): Markup | string {
  const { applicants, procedure } = offer
  if (!applicants.some((one) => one === 'proxy' || one === 'legal-representative')) return ''
  return html`<fieldset class="agent">
    <legend>${both(PROCEDURE_TEXTS.agent)}</legend>
    <div class="fields">
      ${(['agentName', 'agentAddress'] as const).map(
        (name) =>
          html`<p>
            <label for="${procedure}-${name}"
              >${both(CARRIED_FIELD_TEXTS[name] ?? PROCEDURE_TEXTS.agent)}</label
            >
            <input
              id="${procedure}-${name}"
              name="${name}"
              value="${typed?.[name] ?? ''}"
              autocomplete="off"
              spellcheck="false"
              aria-invalid="${wrong === `${procedure}-${name}` ? 'true' : 'false'}"
            />
          </p>`,
      )}
    </div>
  </fieldset>`
}

function kindChoices(offer: ProcedureOffer, typed: TypedCase | undefined): Markup | string {
  const { kindsToChoose, procedure } = offer
  if (kindsToChoose.length === 0) return ''
  const chosen = (kind: CertificateKind): boolean =>
    typed === undefined || typed.kinds.includes(kind)
  return html`<fieldset>
    <legend>${both(PROCEDURE_TEXTS.kinds)}</legend>
    <div class="choices">
      ${kindsToChoose.map((kind) =>
        checkable(
          {
            id: `${procedure}-kind-${kind}`,
            type: 'checkbox',
            name: 'kinds',
            value: kind,
            chosen: chosen(kind),
          },
          KIND_TEXTS[kind],
        ),
      )}
    </div>
  </fieldset>`
}

function extraField(id: string, name: ExtraField, value: string): Markup {
  const words = CARRIED_FIELD_TEXTS[name] ?? PROCEDURE_TEXTS.who
  const isDay = name !== 'generation'
  return html`<p>
    <label for="${id}">${both(words)}</label>
    <input
      id="${id}"
      name="${name}"
      value="${value}"
      inputmode="${isDay ? 'text' : 'numeric'}"
      placeholder="${isDay ? '2027-03-31' : '1'}"
      autocomplete="off"
    />
  </p>`
}

function faultChoice(procedure: CounterProcedure, chosen: boolean): Markup {
  const id = `${procedure}-own-fault`
  const box = { id, type: 'checkbox', name: 'ownFault', value: 'yes', chosen } as const
  return html`<div class="choices">${checkable(box, PROCEDURE_TEXTS.ownFault)}</div>`
}

/** A radio button or a check box with its label. */
export interface Checkable {
  readonly id: string
  readonly type: 'radio' | 'checkbox'
  readonly name: string
  readonly value: string
  readonly chosen: boolean
}

/** Renders a `Checkable`. */
export function checkable({ id, type, name, value, chosen }: Checkable, words: Words): Markup {
  return html`<label class="choice" for="${id}"
    >${
      chosen
        ? html`<input type="${type}" id="${id}" name="${name}" value="${value}" checked />`
        : html`<input type="${type}" id="${id}" name="${name}" value="${value}" />`
    } <span>${both(words)}</span></label
  >`
}
