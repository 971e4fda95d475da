import { html } from 'hono/html'
import { type StaffMember, STAFF_ROLES, type StaffRole } from '#ra/staff/contract.ts'
import type { Markup } from '../kit/layout.ts'
import { counterPage, tokenField } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { refusalBox, type ShownRefusal } from './refusal-box.ts'
import { ROLE_TEXTS } from './texts/record-texts.ts'
import { STAFF_TEXTS } from './texts/staff-texts.ts'
import { both } from './words.ts'

/** What was typed for a new member. */
export interface TypedMember {
  readonly staffId: string
  readonly name: string
  readonly roles: readonly StaffRole[]
}

/** What the page of the staff shows. */
export interface StaffPageFacts {
  readonly members: readonly StaffMember[]
  /** The card on the desk's reader. */
  readonly cardSerial: string | undefined
  /** Whose entry was just saved. */
  readonly changed: string | undefined
  readonly refusal: ShownRefusal | undefined
  readonly typed: TypedMember | undefined
}

const NOBODY: TypedMember = { staffId: '', name: '', roles: ['clerk'] }
/** Hexadecimal digits of a key's digest that are shown: enough to compare by eye. */
const KEY_DIGITS_SHOWN = 8

/** What a form has seen of a member: it is stale once this has changed. */
export function memberMark({ roles, active, certificateKeySha256Hex }: StaffMember): string {
  return [roles.join(' '), active ? 'active' : '-', certificateKeySha256Hex ?? '-'].join('|')
}

/** The staff of the municipality, each with what can be changed of them. */
export function staffPage(visit: Visit, facts: StaffPageFacts): Markup {
  const { members, refusal, changed } = facts
  const saved =
    changed === undefined || refusal !== undefined
      ? ''
      : html`<p class="notice-box" role="status">
          ${both(STAFF_TEXTS.done)} <code>${changed}</code>
        </p>`
  return counterPage(visit, {
    title: `${refusal === undefined ? '' : 'エラー: '}${STAFF_TEXTS.title.ja}`,
    here: 'staff',
    main: html`<h1>${both(STAFF_TEXTS.title)}</h1>
      ${refusal === undefined ? '' : refusalBox(refusal, true)} ${saved}
      <p>${both(STAFF_TEXTS.lead)} ${String(members.length)}${both(STAFF_TEXTS.people)}</p>
      ${readerPart(facts)}
      <ul class="plain-list members">
        ${members.map((member) => memberItem(visit, member, facts))}
      </ul>
      ${addForm(visit, facts.typed ?? NOBODY)}`,
  })
}

function readerPart({ cardSerial }: StaffPageFacts): Markup {
  const { reader, readerEmpty, readerHolds, toDesk } = STAFF_TEXTS
  return html`<section class="panel" aria-labelledby="reader-title">
    <h2 id="reader-title">${both(reader)}</h2>
    <p>
      ${
        cardSerial === undefined
          ? both(readerEmpty)
          : html`${both(readerHolds)} <code>${cardSerial}</code>`
      }
    </p>
    <p><a href="/counter/desk">${both(toDesk)}</a></p>
  </section>`
}

function memberItem(visit: Visit, member: StaffMember, facts: StaffPageFacts): Markup {
  const { staffId, name, active } = member
  const isSelf = staffId === visit.session.actor.staffId
  return html`<li class="panel">
    <h2 id="member-${staffId}">
      <span class="hard-text">${name}</span> <code>${staffId}</code>
      <span class="tag ${active ? 'good' : 'warn'}"
        >${both(active ? STAFF_TEXTS.active : STAFF_TEXTS.inactive)}</span
      >
      ${isSelf ? html`<span class="tag">${both(STAFF_TEXTS.self)}</span>` : ''}
    </h2>
    <div class="columns even">
      ${rolesForm(visit, member)}
      <div>${cardForms(visit, member, facts)}</div>
    </div>
    ${isSelf ? html`<p class="quiet-text">${both(STAFF_TEXTS.selfRule)}</p>` : ''}
    ${isSelf ? '' : standingForm(visit, member)}
  </li>`
}

function rolesForm(visit: Visit, member: StaffMember): Markup {
  return html`<form method="post" action="${pathOf(member, 'roles')}">
    ${hiddenParts(visit, member)} ${roleChoices(member.roles)}
    <p class="actions">
      <button type="submit" class="second">
        ${both(STAFF_TEXTS.saveRoles)}${aboutWhom(member)}
      </button>
    </p>
  </form>`
}

function roleChoices(chosen: readonly StaffRole[]): Markup {
  return html`<fieldset>
    <legend>${both(STAFF_TEXTS.roles)}</legend>
    <div class="choices">
      ${STAFF_ROLES.map(
        (role) =>
          html`<label class="choice">
            ${
              chosen.includes(role)
                ? html`<input type="checkbox" name="roles" value="${role}" checked />`
                : html`<input type="checkbox" name="roles" value="${role}" />`
            }
            <span>${both(ROLE_TEXTS[role])}</span>
          </label>`,
      )}
    </div>
  </fieldset>`
}

function cardForms(visit: Visit, member: StaffMember, { cardSerial }: StaffPageFacts): Markup {
  const { certificateKeySha256Hex: key } = member
  const { card, cardBound, cardNone, keyBegins, bind, bindAnew, unbind } = STAFF_TEXTS
  const words = key === undefined ? bind : bindAnew
  return html`<h3>${both(card)}</h3>
    <p>
      ${
        key === undefined
          ? both(cardNone)
          : html`<span class="tag good">${both(cardBound)}</span>
              <small>${both(keyBegins)} <code>${key.slice(0, KEY_DIGITS_SHOWN)}</code></small>`
      }
    </p>
    <div class="actions">
      ${
        cardSerial === undefined
          ? ''
          : html`<form method="post" action="${pathOf(member, 'bind')}">
              ${hiddenParts(visit, member)}
              <button type="submit" class="second">${both(words)}${aboutWhom(member)}</button>
            </form>`
      }
      ${
        key === undefined
          ? ''
          : html`<form method="post" action="${pathOf(member, 'unbind')}">
              ${hiddenParts(visit, member)}
              <button type="submit" class="quiet">${both(unbind)}${aboutWhom(member)}</button>
            </form>`
      }
    </div>`
}

function standingForm(visit: Visit, member: StaffMember): Markup {
  const { deactivate, deactivateRule, reactivate } = STAFF_TEXTS
  return html`<form
    method="post"
    action="${pathOf(member, member.active ? 'deactivate' : 'reactivate')}"
    class="actions"
  >
    ${hiddenParts(visit, member)}
    <button type="submit" class="${member.active ? 'grave' : 'second'}">
      ${both(member.active ? deactivate : reactivate)}${aboutWhom(member)}
    </button>
    ${member.active ? html`<small>${both(deactivateRule)}</small>` : ''}
  </form>`
}

function addForm(visit: Visit, typed: TypedMember): Markup {
  const { add, staffId, staffIdRule, name, addButton } = STAFF_TEXTS
  return html`<section class="panel" aria-labelledby="add-title">
    <h2 id="add-title">${both(add)}</h2>
    <form method="post" action="/counter/staff/add">
      ${tokenField(visit)}
      <p>
        <label for="staffId">${both(staffId)}</label>
        <small id="staff-id-rule">${both(staffIdRule)}</small>
        <input
          id="staffId"
          name="staffId"
          value="${typed.staffId}"
          autocomplete="off"
          spellcheck="false"
          required
          aria-describedby="staff-id-rule"
        />
      </p>
      <p>
        <label for="name">${both(name)}</label>
        <input id="name" name="name" value="${typed.name}" autocomplete="off" required />
      </p>
      ${roleChoices(typed.roles)}
      <p class="actions"><button type="submit">${both(addButton)}</button></p>
    </form>
  </section>`
}

/** Buttons of the same words are told apart by whom they are about. */
function aboutWhom({ staffId }: StaffMember): Markup {
  return html`<span class="aside"> ${staffId}</span>`
}

function hiddenParts(visit: Visit, member: StaffMember): Markup {
  return html`${tokenField(visit)}
    <input type="hidden" name="seen" value="${memberMark(member)}" />`
}

function pathOf({ staffId }: StaffMember, what: string): string {
  return `/counter/staff/${staffId}/${what}`
}
