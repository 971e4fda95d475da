import assert from 'node:assert/strict'
import type { APIResponse, Locator, Page } from 'playwright-core'
import type { CertificateKind } from '#law/certificate-kind.ts'
import type { CounterApplicant, CounterProcedure, Situation } from '#law/counter-procedure.ts'
import { PROCEDURE_TRAITS, SITUATION_TEXTS } from '#law/counter-procedure-table.ts'
import type { CaseStateName } from '#ra/cases/contract.ts'
import { LIFE_EVENT_NAMES } from '#ra/life-event-texts.ts'
import { type CounterEvent, EVENT_FIELDS, type EventField } from '#web/counter/event-fields.ts'
import type { CaseStep, DeskWork } from '#web/counter/ports.ts'
import {
  CASE_STATE_TEXTS,
  IDENTITY_TEXTS,
  STEP_TEXTS,
  WORK_STATE_TEXTS,
} from '#web/counter/texts/case-texts.ts'
import { CASE_PAGE_TEXTS, DESK_TEXTS } from '#web/counter/texts/case-page-texts.ts'
import { CARRIED_FIELD_TEXTS, EVENT_FIELD_TEXTS } from '#web/counter/texts/field-texts.ts'
import { FRAME_TEXTS, SIGN_IN_TEXTS } from '#web/counter/texts/frame-texts.ts'
import { HELP_HEADINGS } from '#web/counter/texts/help-texts.ts'
import { SEARCH_TEXTS } from '#web/counter/texts/home-texts.ts'
import { EVENT_TEXTS, PERSON_TEXTS, PROCEDURE_TEXTS } from '#web/counter/texts/person-texts.ts'
import { KIND_TEXTS, LOOK_UP_REASON_TEXTS, PIN_TEXTS } from '#web/counter/texts/record-texts.ts'
import { APPLICANT_TEXTS } from '#web/counter/texts/situation-texts.ts'
import { named } from './named.ts'
import type { Person } from './people.ts'
import { keepPicture } from './pictures.ts'

/** Whom a browser signs in as, and at which desk. */
export interface Staff {
  readonly municipalityCode: string
  /** The last digit of the account: 1 clerk, 2 supervisor, 3 both, 4 administrator. */
  readonly account: 1 | 2 | 3 | 4
  readonly desk: 1 | 2 | 3 | 4
}

/** What a clerk chooses when a case is opened; what is left out stays as the page has it. */
export interface CaseWish {
  readonly situation: Situation
  readonly procedure: CounterProcedure
  readonly applicant?: CounterApplicant
  readonly kinds?: readonly CertificateKind[]
  readonly fields?: Readonly<
    Partial<Record<'periodOfStayEndsOn' | 'leavesOn' | 'generation', string>>
  >
}

/** Who acts for another, as the form asks for them. */
const AGENT = { agentName: '架空　代理', agentAddress: '東京都渋谷区神南一丁目９番１号' }

/** A form as it is sent. */
export interface SentForm {
  readonly path: string
  readonly fields: readonly (readonly [name: string, value: string])[]
}

/** A clerk with a browser, who finds everything by what it is called. */
export class Clerk {
  readonly page: Page
  readonly staff: Staff

  constructor(page: Page, staff: Staff) {
    this.page = page
    this.staff = staff
  }

  /** Opens an address. */
  async goTo(url: string): Promise<void> {
    await this.page.goto(url)
  }

  /** Signs in on the page that asks for it. */
  async signIn(): Promise<void> {
    const { municipalityCode, account, desk } = this.staff
    const form = this.page.getByRole('region', { name: named(SIGN_IN_TEXTS.byAccount) })
    await form
      .getByRole('combobox', { name: named(SIGN_IN_TEXTS.account) })
      .selectOption(`S${municipalityCode}${account}`)
    await form
      .getByRole('combobox', { name: named(SIGN_IN_TEXTS.desk) })
      .selectOption(`${municipalityCode}-${desk}`)
    await form.getByRole('button', { name: named(SIGN_IN_TEXTS.signIn) }).click()
    await this.page.getByRole('button', { name: named(FRAME_TEXTS.signOut) }).waitFor()
  }

  /** Signs out. */
  async signOut(): Promise<void> {
    await this.button(FRAME_TEXTS.signOut).click()
    await this.untilSignedOut()
  }

  /** Waits until the page asks for a sign-in. */
  async untilSignedOut(): Promise<void> {
    const title = named(SIGN_IN_TEXTS.title)
    await this.page.getByRole('heading', { level: 1, name: title }).waitFor()
  }

  /** Waits until the head of the page names who is signed in. */
  async untilSignedInAs(name: string): Promise<void> {
    await this.page.getByText(name, { exact: true }).first().waitFor()
  }

  /** Signs in with the staff card that lies on the desk's reader. */
  async signInWithCard(pin: string): Promise<void> {
    const form = this.page.getByRole('region', { name: named(SIGN_IN_TEXTS.byCard) })
    const { municipalityCode, desk } = this.staff
    await form
      .getByRole('combobox', { name: named(SIGN_IN_TEXTS.desk) })
      .selectOption(`${municipalityCode}-${desk}`)
    await form.getByLabel(named(SIGN_IN_TEXTS.staffPin)).fill(pin)
    await form.getByRole('button', { name: named(SIGN_IN_TEXTS.signIn) }).click()
  }

  /** Searches by the reading and opens the person, with the reason that is looked for. */
  async openPerson({ kana }: Person): Promise<void> {
    await this.home()
    await this.searchField('kana').fill(kana)
    await this.page
      .getByRole('radio', { name: named(LOOK_UP_REASON_TEXTS['person-at-the-desk']) })
      .check()
    await this.button(SEARCH_TEXTS.search).click()
    await this.page.getByRole('main').getByRole('link').filter({ hasText: kana }).click()
  }

  /** Goes to the first page of the counter. */
  async home(): Promise<void> {
    await this.page
      .getByRole('link', { name: named(FRAME_TEXTS.home) })
      .first()
      .click()
  }

  /** A field of the search. */
  searchField(name: 'name' | 'kana' | 'birthDate' | 'card'): Locator {
    return this.page.getByRole('textbox', { name: named(CARRIED_FIELD_TEXTS[name]) })
  }

  /** Says what happened, on the person's page. */
  async choose(situation: Situation): Promise<void> {
    await this.page
      .getByRole('main')
      .getByRole('link', { name: named(SITUATION_TEXTS[situation]) })
      .first()
      .click()
  }

  /** The offer of a procedure on the page of what happened. */
  offer(procedure: CounterProcedure): Locator {
    const heading = this.page.getByRole('heading', { name: PROCEDURE_TRAITS[procedure].ja })
    return this.page.getByRole('listitem').filter({ has: heading })
  }

  /** The code for which a procedure is not open to this clerk; it has no form then. */
  async whyNotOffered(procedure: CounterProcedure): Promise<string> {
    const offer = this.offer(procedure)
    const code = await offer.getByRole('note').getByRole('code').textContent()
    assert.equal(await offer.getByRole('button').count(), 0)
    return (code ?? '').trim()
  }

  /** Fills in the form that opens a case, and leaves the sending to the caller. */
  async fillCase({ situation, procedure, applicant, kinds, fields }: CaseWish): Promise<Locator> {
    await this.choose(situation)
    const offer = this.offer(procedure)
    if (applicant !== undefined) {
      await offer.getByRole('radio', { name: named(APPLICANT_TEXTS[applicant]) }).check()
    }
    const isActedFor = applicant === 'proxy' || applicant === 'legal-representative'
    const given = { ...(isActedFor ? AGENT : {}), ...fields }
    for (const kind of ['signature', 'user-authentication'] as const) {
      if (kinds === undefined) break
      const box = offer.getByRole('checkbox', { name: named(KIND_TEXTS[kind]) })
      if ((await box.count()) > 0) await box.setChecked(kinds.includes(kind))
    }
    for (const [name, value] of Object.entries(given)) {
      await offer.getByRole('textbox', { name: named(CARRIED_FIELD_TEXTS[name]) }).fill(value)
    }
    return offer.getByRole('button', { name: named(PROCEDURE_TEXTS.begin) })
  }

  /** Opens the person and a case for them; gives the receipt number that the page shows. */
  async openCase(person: Person, wish: CaseWish): Promise<string> {
    await this.openPerson(person)
    const begin = await this.fillCase(wish)
    await begin.click()
    return await this.receiptNumber()
  }

  /** The receipt number that the case's page shows. */
  async receiptNumber(): Promise<string> {
    await this.page.waitForURL(/\/counter\/cases\/\d{8}-/)
    const receipt = /[^/]+$/.exec(new URL(this.page.url()).pathname)?.[0] ?? ''
    await this.page.getByRole('main').getByText(receipt, { exact: true }).first().waitFor()
    return receipt
  }

  /** Opens a case by its number, as the head of every page offers. */
  async openReceipt(receipt: string): Promise<void> {
    await this.page.getByRole('textbox', { name: named(FRAME_TEXTS.receipt) }).fill(receipt)
    await this.button(FRAME_TEXTS.openCase).click()
    assert.equal(await this.receiptNumber(), receipt)
  }

  /** Ticks every paper that is asked for and, unless it is known, how identity was confirmed. */
  async tickPapers({ identityIsKnown = false } = {}): Promise<void> {
    const identity = this.page.getByRole('radio', { name: named(IDENTITY_TEXTS['photo-document']) })
    if (!identityIsKnown) await identity.check()
    const papers = this.page.getByRole('group', { name: named(CASE_PAGE_TEXTS.papers) })
    for (const box of await papers.getByRole('checkbox').all()) await box.check()
  }

  /** Ticks the papers and confirms them. */
  async confirmPapers(): Promise<void> {
    await this.tickPapers()
    await this.step('confirm-papers')
  }

  /** Presses the button of a step. */
  async step(step: CaseStep['step']): Promise<void> {
    await this.button(STEP_TEXTS[step]).click()
    await this.page.waitForLoadState()
  }

  /** Begins the acts, or goes on with them. */
  async carryOut(how: 'first' | 'again' = 'first'): Promise<void> {
    await this.button(how === 'first' ? STEP_TEXTS['carry-out'] : CASE_PAGE_TEXTS.resume).click()
  }

  /** Sees the papers and carries a case out that needs neither card nor PINs. */
  async finishAtTheOffice(procedure: CounterProcedure): Promise<void> {
    await this.tickPapers()
    await keepPicture(this.page, procedure, 1)
    await this.step('confirm-papers')
    await this.carryOut()
    await this.untilCase('done')
    await keepPicture(this.page, procedure, 3)
  }

  /** Looks at what a change of the record would end, and records it. */
  async recordEvent(
    kind: CounterEvent,
    fields: Readonly<Partial<Record<EventField, string>>>,
  ): Promise<void> {
    await this.page.getByRole('link', { name: named(PERSON_TEXTS.eventOpen) }).click()
    await this.page.getByRole('link', { name: named(LIFE_EVENT_NAMES[kind]) }).click()
    for (const field of EVENT_FIELDS) {
      const value = fields[field]
      if (value === undefined) continue
      await this.page.getByRole('textbox', { name: named(EVENT_FIELD_TEXTS[field]) }).fill(value)
    }
    await this.button(EVENT_TEXTS.preview).click()
    await this.page.getByRole('heading', { name: named(EVENT_TEXTS.outcome) }).waitFor()
    await this.button(EVENT_TEXTS.record).click()
    await this.page.getByRole('heading', { name: named(PERSON_TEXTS.question) }).waitFor()
  }

  /** Whether a procedure offers that this person acts. */
  async offersApplicant(procedure: CounterProcedure, who: CounterApplicant): Promise<boolean> {
    const choice = this.offer(procedure).getByRole('radio', { name: named(APPLICANT_TEXTS[who]) })
    return (await choice.count()) > 0
  }

  /** Gives the case up. */
  async withdraw(): Promise<void> {
    const words = named(STEP_TEXTS.withdraw)
    await this.page
      .getByRole('group')
      .filter({ hasText: STEP_TEXTS.withdraw.ja })
      .getByText(words)
      .first()
      .click()
    await this.button(STEP_TEXTS.withdraw).click()
    await this.untilCase('withdrawn')
  }

  /** Opens a case from the list of those that wait for approval. */
  async openApproval(receipt: string): Promise<void> {
    await this.page.getByRole('link', { name: named(FRAME_TEXTS.approvals) }).click()
    await this.page.getByRole('main').getByRole('link').filter({ hasText: receipt }).click()
    assert.equal(await this.receiptNumber(), receipt)
  }

  /** Whether the page has the button of a step. */
  async offersStep(step: CaseStep['step']): Promise<boolean> {
    return (await this.button(STEP_TEXTS[step]).count()) > 0
  }

  /** Waits until the case's page says that the case is there. */
  async untilCase(state: CaseStateName): Promise<void> {
    await this.#says(CASE_STATE_TEXTS[state].ja)
  }

  /** Waits until the desk's work is there. */
  async untilWork(state: DeskWork['state']): Promise<void> {
    await this.#says(WORK_STATE_TEXTS[state].ja)
  }

  /** Waits until a text stands in the page's main part. */
  async untilShown(text: string | RegExp): Promise<void> {
    await this.page.getByRole('main').getByText(text).first().waitFor()
  }

  async #says(words: string): Promise<void> {
    await this.page.getByRole('status').filter({ hasText: words }).first().waitFor()
  }

  /** Puts a card of the tray onto the desk's reader. */
  async insert(cardSerial: string): Promise<void> {
    const name = cardSerial.replace(/(\d{4})(?=\d)/g, '$1 ')
    const onTray = this.page.getByRole('button', { name })
    await onTray.click()
    await this.button(DESK_TEXTS.pull).waitFor()
  }

  /** Waits until the desk asks for a card, and puts that one onto the reader. */
  async insertWantedCard(): Promise<string> {
    await this.untilWork('waiting-for-card')
    const card = await this.wantedCard()
    await this.insert(card)
    return card
  }

  /** The serial of the card that the desk asks for, in the last line of its work. */
  async wantedCard(): Promise<string> {
    const line = this.page.getByRole('listitem').filter({ hasText: /番号 \d{16} のカード/ })
    const serial = /\d{16}/.exec((await line.last().textContent()) ?? '')?.[0]
    assert.ok(serial !== undefined, 'the desk names the card it waits for')
    return serial
  }

  /** Takes the card off the reader. */
  async pull(): Promise<void> {
    await this.button(DESK_TEXTS.pull).click()
    await this.page.getByRole('main').getByText(DESK_TEXTS.noCard.ja).first().waitFor()
  }

  /** Takes the card away as soon as the desk's work says `step`. */
  async pullOnce(step: string): Promise<void> {
    const form = await this.formBehind(this.button(DESK_TEXTS.pull))
    await this.untilDeskSays(step)
    await this.send(form)
  }

  /**
   * Returns as soon as the desk's work says `step`: past the page, whose next look would come when a
   * fast card is done.
   */
  async untilDeskSays(step: string): Promise<void> {
    const { origin } = new URL(this.page.url())
    const look = async (): Promise<string> =>
      await (await this.page.request.get(`${origin}/counter/desk/fragment`)).text()
    while (!(await look()).includes(step));
  }

  /** Opens the page of the desk and its reader. */
  async openDesk(): Promise<void> {
    await this.page.getByRole('link', { name: named(FRAME_TEXTS.desk) }).click()
  }

  /** Asks for a new pairing code and reads it. */
  async pairingCode(): Promise<string> {
    const asks = [DESK_TEXTS.newCode, DESK_TEXTS.letGo].map(({ ja }) => ja).join('|')
    await this.openDesk()
    await this.page.getByRole('button', { name: new RegExp(`^(?:${asks})`) }).click()
    const line = this.page.getByRole('paragraph').filter({ hasText: DESK_TEXTS.pairingCode.ja })
    const code = /\d{6}/.exec((await line.textContent()) ?? '')?.[0]
    assert.ok(code !== undefined, 'the desk shows six digits')
    return code
  }

  /** What the desk says about the PIN of a certificate: its tries, or that it is locked. */
  async pinState(kind: CertificateKind): Promise<string> {
    const term = this.page.getByRole('term').filter({ hasText: PIN_TEXTS[kind].ja })
    const text = await term.locator('xpath=following-sibling::*[1]').textContent()
    return (text ?? '').replace(/\s+/g, ' ').trim()
  }

  /** The PDF behind every paper that the case offers, by its link's text. */
  async printedPapers(): Promise<readonly { readonly name: string; readonly pdf: Buffer }[]> {
    const links = await this.page.getByRole('link', { name: /\(PDF\)$/ }).all()
    return await Promise.all(
      links.map(async (link) => {
        const path = (await link.getAttribute('href')) ?? ''
        const answer = await this.page.request.get(new URL(path, this.page.url()).href)
        assert.equal(answer.status(), 200, path)
        return { name: (await link.textContent()) ?? '', pdf: await answer.body() }
      }),
    )
  }

  /** The code of the refusal that the page answers with. */
  async refusalCode(): Promise<string> {
    const code = this.page.getByRole('alert').getByRole('code').last()
    return ((await code.textContent()) ?? '').trim()
  }

  /**
   * The code of a refusal that stands on the page, once it says what is safe, what to do and what
   * to tell the resident. It is an alert where it answers what was just sent.
   */
  async explainedCode(role: 'alert' | 'note'): Promise<string> {
    const code = this.page.getByRole('code')
    const box = this.page.getByRole('main').getByRole(role).filter({ has: code }).first()
    for (const heading of [HELP_HEADINGS.safe, HELP_HEADINGS.next, HELP_HEADINGS.tell]) {
      await box.getByText(heading.ja).waitFor()
    }
    return ((await box.getByRole('code').last().textContent()) ?? '').trim()
  }

  /** Waits until the page says that nobody answers it. */
  async untilAway(): Promise<void> {
    await this.page.getByRole('alert').filter({ hasText: FRAME_TEXTS.away.ja }).waitFor()
  }

  /** The form behind a button, as the browser would send it. */
  async formBehind(button: Locator): Promise<SentForm> {
    const [path, fields] = await button.evaluate((element) => {
      const form = element.closest('form')
      if (form === null) throw new Error('the button stands in no form')
      const sent = [...form.querySelectorAll('input')]
        .filter(({ type, checked }) => checked || (type !== 'radio' && type !== 'checkbox'))
        .map(({ name, value }) => [name, value] as const)
      return [form.getAttribute('action') ?? '', sent] as const
    })
    return { path, fields }
  }

  /** Sends a form as the browser does, past the page. */
  async send({ path, fields }: SentForm): Promise<APIResponse> {
    const { origin } = new URL(this.page.url())
    const data = fields.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')
    const type = 'application/x-www-form-urlencoded'
    // A form that is refused unread ends its connection, which must not be used again.
    const headers = { origin, 'content-type': type, connection: 'close' }
    return await this.page.request.post(`${origin}${path}`, { data, headers })
  }

  /** Sends fields of one's own making, with the token of this session and no other. */
  async post(path: string, fields: Readonly<Record<string, string>>): Promise<APIResponse> {
    const signOut = await this.formBehind(this.button(FRAME_TEXTS.signOut))
    const ours = { ...fields, ...Object.fromEntries(signOut.fields) }
    return await this.send({ path, fields: Object.entries(ours) })
  }

  /** From here on this page hears of nothing that happens elsewhere. */
  async standStill(): Promise<void> {
    await this.page.route('**/fragment', (route) => route.abort())
  }

  /** A button by its words. */
  button(words: { readonly ja: string }): Locator {
    return this.page.getByRole('button', { name: named(words) })
  }
}
