import assert from 'node:assert/strict'
import { digest } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import { CERTIFICATE_KINDS, type CertificateKind } from '#law/certificate-kind.ts'
import { consequenceOf } from '#law/consequence.ts'
import { hasEnded } from '#law/validity.ts'
import type { CaseEntry, CaseEntryKind } from '#ra/cases/contract.ts'
import type { CasePorts } from '#ra/cases/ports.ts'
import { liveCertificates } from '#ra/held-certificates.ts'
import { type ApplicationProcedure, issuedBy, procedureKey } from '#ra/model.ts'
import type { ResidentId } from '#register/contract.ts'
import type { LifeEventFeed } from '#register/ports.ts'

/** Reads a certificate off the chip of a card. */
export type ReadChip = (
  cardSerial: string,
  kind: CertificateKind,
) => Promise<Uint8Array | undefined>

/** Reads the last day off the chip of a card; `undefined` for a card that was never made. */
export type ReadChipTerm = (cardSerial: string) => Promise<CivilDate | undefined>

/** What the audit looks at. */
export interface Audited {
  readonly ports: CasePorts
  readonly feed: LifeEventFeed
  readonly readChip: ReadChip
  readonly readChipTerm: ReadChipTerm
  /** Receipt numbers of what was done before the cases. */
  readonly without: ReadonlySet<string>
}

const EVENTS_MAX = 100_000

/**
 * Each live certificate sits on exactly one live card, on the chip as in the database; nothing that
 * has lapsed is good; every act has its actor and its papers. To be asked when no case is open.
 */
export async function audit(audited: Audited, residentId: ResidentId): Promise<void> {
  await auditLive(audited, residentId)
  await auditTerms(audited, residentId)
  await auditLapsed(audited, residentId)
  await auditActs(audited, residentId)
}

async function applicationsOf(
  { ports }: Audited,
  id: ResidentId,
): Promise<readonly ApplicationProcedure[]> {
  const all = await ports.procedures.ofResident(id)
  return all.flatMap(({ procedure }) => (procedure.kind === 'application' ? [procedure] : []))
}

async function auditLive(audited: Audited, id: ResidentId): Promise<void> {
  const { ports, feed, readChip } = audited
  const cards = await ports.cards.ofResident(id)
  const live = cards.filter(({ state }) => state === 'live')
  assert.ok(live.length <= 1, 'a person has one live card at most')
  const good = await liveCertificates(ports.authority, id, ports.clock.now())
  const events = (await feed.after(0, EVENTS_MAX)).filter((one) => one.residentId === id)
  for (const kind of CERTIFICATE_KINDS) {
    const ofKind = good.filter(({ authority }) => authority === kind)
    assert.ok(ofKind.length <= 1, `one good ${kind} certificate at most`)
    for (const { serialHex } of ofKind) {
      const owner = (await applicationsOf(audited, id)).find(({ application }) =>
        issuedBy(application).some((ref) => ref.kind === kind && ref.serialHex === serialHex),
      )
      assert.equal(owner?.application.state.at, 'delivered', 'what is good was delivered')
      const ref = issuedBy(owner.application).find((one) => one.kind === kind)
      assert.ok(ref)
      const { cardSerial } = owner.application
      assert.equal(live[0]?.cardSerial, cardSerial, 'a good certificate is on the live card')
      const onChip = await readChip(cardSerial, kind)
      assert.ok(onChip !== undefined, 'the chip carries it')
      const sha256Hex = toHex(digest('sha256', onChip))
      assert.equal(sha256Hex, ref.certificateSha256Hex, 'chip and database agree')
      assert.ok(kind === 'user-authentication' || live[0].variant === 'standard')
      const certified = owner.attempts.find(({ receipt }) => receipt === ref.receipt)
      for (const { event, version } of events) {
        if (certified === undefined || version <= certified.residentVersion) continue
        assert.equal(consequenceOf(event).certificates[kind].outcome, 'survives', event.kind)
      }
    }
  }
}

/**
 * The chip of every card says the day that is registered. Where a change was withdrawn after the
 * chip had taken it, the counter knows which day the chip may say instead.
 */
async function auditTerms({ ports, readChipTerm }: Audited, id: ResidentId): Promise<void> {
  const procedures = await ports.procedures.ofResident(id)
  for (const { cardSerial, expiresOn } of await ports.cards.ofResident(id)) {
    const chipEndsOn = await readChipTerm(cardSerial)
    if (chipEndsOn === undefined || chipEndsOn === expiresOn) continue
    const known = procedures.some(
      ({ procedure }) =>
        procedure.kind === 'card-term' &&
        procedure.cardTerm.cardSerial === cardSerial &&
        procedure.cardTerm.state.at === 'withdrawn' &&
        procedure.cardTerm.expiresOn === chipEndsOn,
    )
    assert.ok(known, `chip ${chipEndsOn} and register ${expiresOn} agree on ${cardSerial}`)
  }
}

/** Every certificate that was ever issued and is not live is told not to be good. */
async function auditLapsed(audited: Audited, id: ResidentId): Promise<void> {
  const { authority, clock } = audited.ports
  const now = clock.now()
  const good = await liveCertificates(authority, id, now)
  for (const { application } of await applicationsOf(audited, id)) {
    const { state } = application
    const refs = state.at === 'withdrawn' ? state.discarded : issuedBy(application)
    for (const { kind, serialHex, notAfter } of refs) {
      const isLive = good.some((one) => one.authority === kind && one.serialHex === serialHex)
      const [status] = await authority.certificateStatuses(kind, [serialHex])
      if (isLive) assert.equal(status?.state, 'good')
      else assert.ok(status?.state === 'revoked' || hasEnded(notAfter, now), 'not good any more')
    }
  }
}

async function auditActs({ ports, without }: Audited, id: ResidentId): Promise<void> {
  const all = await ports.cases.ofResident(id)
  const receipts = new Set(all.flatMap(({ acts }) => acts.map((act) => act.receiptNumber)))
  for (const { procedure } of await ports.procedures.ofResident(id)) {
    const { receiptNumber } = procedureKey(procedure)
    assert.ok(
      receipts.has(receiptNumber) || without.has(receiptNumber),
      `${procedure.kind} belongs to a case`,
    )
  }
  for (const { receiptNumber } of all) await auditCase(ports, receiptNumber)
}

async function auditCase(ports: CasePorts, receiptNumber: string): Promise<void> {
  const stored = await ports.cases.find(receiptNumber)
  assert.ok(stored)
  const { acts, sighted, state } = stored.case
  for (const act of acts) {
    const entriesOf = (what: CaseEntryKind): readonly CaseEntry[] =>
      stored.entries.filter(
        (entry) => entry.what === what && entry.detail['act'] === act.receiptNumber,
      )
    const procedure = await ports.procedures.find(act.receiptNumber)
    if (procedure !== undefined || act.doneAt !== undefined) {
      assert.equal(entriesOf('act-begun').length, 1, `${act.act} was begun by someone`)
      assert.ok(sighted !== undefined, `${act.act} has its papers`)
    }
    assert.equal(entriesOf('act-done').length, act.doneAt === undefined ? 0 : 1)
  }
  const complete = acts.every(({ doneAt }) => doneAt !== undefined)
  assert.equal(state.at === 'done', complete)
}
