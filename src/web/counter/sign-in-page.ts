import { html } from 'hono/html'
import { municipalityByCode } from '#register/municipalities.ts'
import type { StaffMember } from '#ra/staff/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { outerPage } from './counter-frame.ts'
import type { FormFields } from './form-fields.ts'
import { refusalBox, type ShownRefusal } from './refusal-box.ts'
import { ROLE_TEXTS } from './texts/record-texts.ts'
import { SIGN_IN_TEXTS } from './texts/frame-texts.ts'
import { both, inOneLine, type Words } from './words.ts'

/** A field of a form that waits until its sender is signed in; `carry.` keeps the names apart. */
export const CARRIED_PREFIX = 'carry.'
/** Characters of a staff card's PIN at most. */
export const STAFF_PIN_CHARACTERS_MAX = 16

/** Instead of a desk: the first of the account's own municipality, whichever that is. */
export const FIRST_DESK = 'first'

/** The desks of one municipality. */
export interface DesksOfMunicipality {
  readonly code: string
  readonly desks: readonly string[]
}

/** What the sign-in page shows. */
export interface SignInFacts {
  readonly accounts: readonly StaffMember[]
  /** The desks of the accounts' municipalities; empty where they are typed. */
  readonly desks: readonly DesksOfMunicipality[]
  readonly chosen: { readonly account: string; readonly deskId: string }
  /** Where to go afterwards, and the form that was on its way there. */
  readonly back: string
  readonly carried: readonly (readonly [name: string, value: string])[]
  readonly because: 'asked' | 'session-over'
  readonly refusal: ShownRefusal | undefined
  readonly nowText: string
}

/** Signing in: with the staff card on the desk's reader, or in the sandbox as a named account. */
export function signInPage(facts: SignInFacts): Markup {
  const { accounts, refusal, because, nowText } = facts
  const title = `${refusal === undefined ? '' : 'エラー: '}${SIGN_IN_TEXTS.title.ja}`
  return outerPage(
    nowText,
    title,
    html`<div class="sign-in">
      <h1>${both(SIGN_IN_TEXTS.title)}</h1>
      ${because === 'session-over' ? sessionOver(facts) : ''}
      ${refusal === undefined ? '' : refusalBox(refusal, true)}
      <div class="two-ways">
        ${accounts.length === 0 ? '' : accountForm(facts)} ${cardForm(facts)}
      </div>
    </div>`,
  )
}

function sessionOver({ carried }: SignInFacts): Markup {
  const { over, overSafe, overForm } = SIGN_IN_TEXTS
  return html`<div class="notice-box" role="status">
    <p><strong>${both(over)}</strong></p>
    <p>${both(overSafe)}</p>
    ${carried.length === 0 ? '' : html`<p>${both(overForm)}</p>`}
  </div>`
}

function accountForm(facts: SignInFacts): Markup {
  const { byAccount, byAccountRule, account, signIn } = SIGN_IN_TEXTS
  return html`<section class="panel" aria-labelledby="by-account">
    <h2 id="by-account">${both(byAccount)}</h2>
    <p class="quiet-text">${both(byAccountRule)}</p>
    <form method="post" action="/counter/sign-in">
      ${hiddenParts(facts, 'account')}
      <p>
        <label for="account">${both(account)}</label>
        <select id="account" name="account">
          ${accountGroups(facts)}
        </select>
      </p>
      ${deskField(facts, 'account-desk', 'or-first')}
      <p>
        <button type="submit">${both(signIn)}</button>
      </p>
    </form>
  </section>`
}

function cardForm(facts: SignInFacts): Markup {
  const { byCard, byCardRule, staffPin, signIn } = SIGN_IN_TEXTS
  return html`<section class="panel" aria-labelledby="by-card">
    <h2 id="by-card">${both(byCard)}</h2>
    <p class="quiet-text" id="by-card-rule">${both(byCardRule)}</p>
    <form method="post" action="/counter/sign-in">
      ${hiddenParts(facts, 'card')} ${deskField(facts, 'card-desk', 'named')}
      <p>
        <label for="staffPin">${both(staffPin)}</label>
        <input
          id="staffPin"
          name="staffPin"
          type="password"
          inputmode="numeric"
          autocomplete="off"
          maxlength="${String(STAFF_PIN_CHARACTERS_MAX)}"
          aria-describedby="by-card-rule"
        />
      </p>
      <p>
        <button type="submit">${both(signIn)}</button>
      </p>
    </form>
  </section>`
}

function hiddenParts({ back, carried }: SignInFacts, how: 'account' | 'card'): Markup {
  return html`<input type="hidden" name="how" value="${how}" />
    <input type="hidden" name="back" value="${back}" />
    ${carriedFields(carried)}`
}

/** The fields of a form that is on its way, as hidden fields of another. */
export function carriedFields(carried: SignInFacts['carried']): Markup {
  return html`${carried.map(
    ([name, value]) =>
      html`<input type="hidden" name="${CARRIED_PREFIX}${name}" value="${value}" />`,
  )}`
}

/** The fields that `carriedFields` has put into `form`. */
export function carriedOf(form: FormFields): SignInFacts['carried'] {
  return form
    .carried()
    .filter(([name]) => name.startsWith(CARRIED_PREFIX))
    .map(([name, value]) => [name.slice(CARRIED_PREFIX.length), value] as const)
}

function accountGroups({ accounts, chosen }: SignInFacts): readonly Markup[] {
  const codes = [...new Set(accounts.map(({ municipalityCode }) => municipalityCode))]
  return codes.map((code) => {
    const members = accounts.filter(({ municipalityCode }) => municipalityCode === code)
    return html`<optgroup label="${placeOf(code)}（${code}）">
      ${members.map((member) => accountOption(member, chosen.account))}
    </optgroup>`
  })
}

function placeOf(code: string): string {
  const municipality = municipalityByCode(code)
  return municipality === undefined ? code : `${municipality.prefecture}${municipality.name}`
}

function accountOption(member: StaffMember, chosen: string): Markup {
  const { staffId, name, municipalityCode, roles } = member
  const words = roles.map((role) => ROLE_TEXTS[role].ja).join('・')
  const text = `${placeOf(municipalityCode)} ${name}（${words}）`
  return staffId === chosen
    ? html`<option value="${staffId}" selected>${text}</option>`
    : html`<option value="${staffId}">${text}</option>`
}

function deskField(
  { desks, chosen }: SignInFacts,
  id: string,
  which: 'or-first' | 'named',
): Markup {
  const label: Words = desks.length === 0 ? SIGN_IN_TEXTS.deskOf : SIGN_IN_TEXTS.desk
  const rule = html`<small id="${id}-rule">${both(SIGN_IN_TEXTS.deskRule)}</small>`
  if (desks.length === 0) {
    return html`<p>
      <label for="${id}">${both(label)}</label> ${rule}
      <input
        id="${id}"
        name="deskId"
        value="${chosen.deskId}"
        aria-describedby="${id}-rule"
        autocomplete="off"
      />
    </p>`
  }
  return html`<p>
    <label for="${id}">${both(label)}</label> ${rule}
    <select id="${id}" name="deskId" aria-describedby="${id}-rule">
      ${
        which === 'or-first'
          ? html`<option value="${FIRST_DESK}">${inOneLine(SIGN_IN_TEXTS.firstDesk)}</option>`
          : ''
      }
      ${desks.map((group) => deskGroup(group, chosen.deskId))}
    </select>
  </p>`
}

function deskGroup({ code, desks }: DesksOfMunicipality, chosen: string): Markup {
  return html`<optgroup label="${placeOf(code)}（${code}）">
    ${desks.map((desk) =>
      desk === chosen
        ? html`<option value="${desk}" selected>${desk}</option>`
        : html`<option value="${desk}">${desk}</option>`,
    )}
  </optgroup>`
}
