import type { AuthorityId, CertificateStatus } from '#ca/contract.ts'
import { encodeOcspError } from '#codec/ocsp/encode-response.ts'
import type { OcspErrorStatus } from '#codec/ocsp/response.ts'
import { readUsualRequest, type UsualCertId } from '#codec/ocsp/usual-request.ts'
import { isWithinValidity } from '#codec/x509/certificate.ts'
import { type Instant, plusMs, wholeSecond } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { AnswerCache, type ToldState } from './ocsp/answer-cache.ts'
import { anyQuestion, type OcspQuestion, parseAnyRequest, usualQuestion } from './ocsp/question.ts'
import { RecordLookUps } from './ocsp/record-look-ups.ts'
import type { FreshStatuses, OcspSigner, StatusSource } from './ports.ts'
import {
  type EntryForm,
  mayAnswer,
  type Responder,
  type ResponderEntry,
  type Responders,
  type ResponderTable,
} from './responder-table.ts'
import {
  revokedSecondOf,
  revokedStateCode,
  STATE_GOOD,
  STATE_UNKNOWN,
  type StateCode,
  statusOfState,
} from './status-index/state-code.ts'

/**
 * How long an answer counts: the real service renews its records every 15 minutes (spec/jpki.md
 * §2.4).
 */
export const OCSP_VALIDITY_MS = 900_000

/** How long an answer that is given again still counts, at the least. */
export const OCSP_REMAINDER_MIN_MS = 120_000

/** Octets of memory for answers that are given again. */
export const OCSP_CACHE_OCTETS_MAX = 67_108_864

/** What an answer that is kept takes beside its own octets. */
const KEPT_ANSWER_OCTETS = 512

/** Answers signed ahead at one time, where signing takes a thread or a device of its own. */
const RENEWALS_MAX = 32

/** What the responder needs. It reads and signs; it never writes. */
export interface OcspPorts {
  readonly statuses: Pick<StatusSource, 'certificateStatuses'>
  readonly fresh: FreshStatuses
  readonly responders: Responders
  readonly signer: OcspSigner
  readonly clock: Clock
}

/** A signed answer to send, and what a cache may know of it. */
export interface SignedOcspAnswer {
  readonly status: 'successful'
  readonly responseDer: Uint8Array
  readonly producedAt: Instant
  readonly nextUpdate: Instant
  /** Whether the answer repeats a nonce, and so is for one asker only. */
  readonly hasNonce: boolean
}

/** A refusal to answer, which is not signed. */
export interface RefusedOcspAnswer {
  readonly status: OcspErrorStatus
  readonly responseDer: Uint8Array
  /**
   * The outage or bug behind `tryLater` and `internalError`, for the operator; else `undefined`.
   */
  readonly fault: unknown
}

/** An answer to send. */
export type OcspAnswer = SignedOcspAnswer | RefusedOcspAnswer

/** Answers OCSP requests to an authority; see `ocspResponder`. */
export interface OcspResponder {
  /**
   * The answer, at once where nothing has to be waited for. Never throws and never rejects. The
   * certificate is the one that opened the connection, where TLS asked for one.
   */
  answer(
    authority: AuthorityId,
    requestDer: Uint8Array,
    connectionCertificateDer?: Uint8Array,
  ): OcspAnswer | Promise<OcspAnswer>
}

/**
 * The OCSP responder of the authorities (RFC 6960 §2.2, §4.2). Every CertID must name the same key
 * generation of the authority asked, since one answer bears one signature and a generation's
 * responder may speak for that generation only; any other issuer is `unauthorized`. A serial
 * without a record is `unknown`, never good. A request that is not one is `malformedRequest`; an
 * outage of the records, or more look-ups than they bear, is `tryLater`; any other fault
 * `internalError`. Faults are handed out in `fault`.
 *
 * The status is that of this moment in each answer, also in one that was signed before: it is read
 * first, and an answer is given again only if it tells just that.
 */
export function ocspResponder(ports: OcspPorts, cacheOctetsMax?: number): OcspResponder {
  return new Responding(ports, cacheOctetsMax ?? OCSP_CACHE_OCTETS_MAX)
}

/** A question about one certificate whose answer may be given to others. */
interface Shared {
  readonly requestDer: Uint8Array
  readonly form: EntryForm
  readonly certId: UsualCertId
}

class Responding implements OcspResponder {
  readonly #ports: OcspPorts
  readonly #lookUps: RecordLookUps
  readonly #cache: AnswerCache<SignedOcspAnswer>
  readonly #signing = new Map<EntryForm, Map<number, UnderWay>>()
  #renewals = 0

  constructor(ports: OcspPorts, cacheOctetsMax: number) {
    this.#ports = ports
    this.#lookUps = new RecordLookUps(ports.statuses)
    this.#cache = new AnswerCache(cacheOctetsMax)
  }

  answer(authority: AuthorityId, requestDer: Uint8Array): OcspAnswer | Promise<OcspAnswer> {
    try {
      // Taken before the records are read, so that the answer never claims to be newer than they.
      const now = wholeSecond(this.#ports.clock.now())
      const table = this.#ports.responders.current()
      return table === undefined
        ? this.#answerAfterReading(authority, requestDer)
        : this.#answerBy(table, authority, requestDer, now)
    } catch (fault) {
      return refusal('internalError', fault)
    }
  }

  async #answerAfterReading(authority: AuthorityId, requestDer: Uint8Array): Promise<OcspAnswer> {
    const parsed = parseAnyRequest(requestDer)
    if (!parsed.ok) return refusal(parsed.refusal)
    const { responders, clock } = this.#ports
    let table: ResponderTable
    try {
      table = await responders.read()
    } catch (fault) {
      return refusal('tryLater', fault)
    }
    try {
      return await this.#answerBy(table, authority, requestDer, wholeSecond(clock.now()))
    } catch (fault) {
      return refusal('internalError', fault)
    }
  }

  #answerBy(
    table: ResponderTable,
    authority: AuthorityId,
    requestDer: Uint8Array,
    now: Instant,
  ): OcspAnswer | Promise<OcspAnswer> {
    const usual = readUsualRequest(requestDer, table.formsOf(authority))
    if (usual !== undefined) {
      const { form, certIds, nonce } = usual
      const [first] = certIds
      if (first !== undefined && certIds.length === 1 && nonce === undefined)
        return this.#answerShared({ requestDer, form, certId: first }, now)
      return this.#answerAsker(usualQuestion(requestDer, usual), now)
    }
    const parsed = parseAnyRequest(requestDer)
    if (!parsed.ok) return refusal(parsed.refusal)
    const question = anyQuestion(authority, parsed.value, table)
    return question.ok ? this.#answerAsker(question.value, now) : refusal(question.refusal)
  }

  /** About one certificate and without a nonce: others may get the same answer. */
  #answerShared(shared: Shared, now: Instant): OcspAnswer | Promise<OcspAnswer> {
    const { form, certId } = shared
    const { authority, generation } = form.entry
    const index = this.#ports.fresh.current(authority)
    const code = index?.stateCode(certId.serial, generation) ?? STATE_UNKNOWN
    if (index === undefined || code === STATE_UNKNOWN) return this.#lookUpShared(shared, now)
    return this.#answerTelling(shared, code, index.revokedSecond(certId.serial), now)
  }

  async #lookUpShared(shared: Shared, now: Instant): Promise<OcspAnswer> {
    const { entry } = shared.form
    const may = responderAt(entry, now)
    if (may.status !== 'successful') return refusal(may.status)
    const looked = await this.#lookUp(entry, [shared.certId.serial])
    if (looked.status !== 'successful') return looked
    const [status = UNKNOWN] = looked.statuses
    // Serials that were never issued are without number: their answers would push out all others.
    if (status.state === 'unknown')
      return await this.#sign(may.responder, questionOf(shared), [status], now)
    const { code, revokedSecond } = toldState(status)
    return await this.#answerTelling(shared, code, revokedSecond, now)
  }

  /** The answer that is kept and tells this state, or one signed now. */
  #answerTelling(
    shared: Shared,
    code: StateCode,
    revokedSecond: number,
    now: Instant,
  ): OcspAnswer | Promise<OcspAnswer> {
    const { form, certId } = shared
    const kept = this.#cache.find(form, certId.serial, code, revokedSecond, now)
    if (kept === undefined) return this.#signShared(shared, { code, revokedSecond }, now)
    if (now < kept.renewAt || this.#renewals >= RENEWALS_MAX) return kept.answer
    // Signed anew while the one at hand still counts: its end makes nobody wait, and since each has
    // its own moment for it, answers signed together do not end together.
    const renewed = this.#signShared(shared, { code, revokedSecond }, now)
    if (!(renewed instanceof Promise)) return renewed
    this.#renewals++
    void renewed.finally(() => this.#renewals--)
    return kept.answer
  }

  /** Equal questions that come while their answer is being signed wait for that one. */
  #signShared(shared: Shared, told: ToldState, now: Instant): OcspAnswer | Promise<OcspAnswer> {
    const { form, certId } = shared
    const underWay = this.#signing.get(form)?.get(certId.serial)
    if (underWay !== undefined && isSameState(underWay, told)) return underWay.answer
    const may = responderAt(form.entry, now)
    if (may.status !== 'successful') return refusal(may.status)
    const status = statusOfState(told.code, told.revokedSecond)
    const signed = this.#sign(may.responder, questionOf(shared), [status], now)
    return signed instanceof Promise
      ? this.#awaitShared(shared, told, signed)
      : this.#keep(shared, told, signed)
  }

  #awaitShared(shared: Shared, told: ToldState, signed: Promise<OcspAnswer>): Promise<OcspAnswer> {
    const { form, certId } = shared
    const bySerial = this.#signing.get(form) ?? new Map<number, UnderWay>()
    this.#signing.set(form, bySerial)
    const answer = signed
      .then((made) => this.#keep(shared, told, made))
      .finally(() => {
        if (bySerial.get(certId.serial) === mine) bySerial.delete(certId.serial)
        if (bySerial.size === 0) this.#signing.delete(form)
      })
    const mine = { ...told, answer }
    bySerial.set(certId.serial, mine)
    return answer
  }

  #keep({ form, certId }: Shared, told: ToldState, signed: OcspAnswer): OcspAnswer {
    if (signed.status !== 'successful') return signed
    const { producedAt, nextUpdate } = signed
    const endsAt = plusMs(nextUpdate, -OCSP_REMAINDER_MIN_MS)
    const octets = signed.responseDer.length + KEPT_ANSWER_OCTETS
    // Memory of its own: what was written last lies between answers that are soon forgotten.
    const answer = { ...signed, responseDer: new Uint8Array(signed.responseDer) }
    const renewAt = renewalOf(certId.serial, producedAt, nextUpdate)
    const kept = { ...told, answer, octets, producedAt, renewAt, endsAt }
    if (producedAt < endsAt) this.#cache.keep(form, certId.serial, kept)
    return answer
  }

  /** For one asker alone: with a nonce, about several certificates, or asked in an unusual way. */
  #answerAsker(question: OcspQuestion, now: Instant): OcspAnswer | Promise<OcspAnswer> {
    const may = responderAt(question.entry, now)
    if (may.status !== 'successful') return refusal(may.status)
    const { authority, generation } = question.entry
    const index = this.#ports.fresh.current(authority)
    const statuses: CertificateStatus[] = []
    const missing: number[] = []
    for (const { serial } of question.certIds) {
      const known =
        index === undefined || serial === undefined ? UNKNOWN : index.statusOf(serial, generation)
      statuses.push(known)
      if (known.state === 'unknown' && serial !== undefined) missing.push(serial)
    }
    if (missing.length === 0) return this.#sign(may.responder, question, statuses, now)
    return this.#lookUpAsker(may.responder, question, statuses, missing, now)
  }

  async #lookUpAsker(
    responder: Responder,
    question: OcspQuestion,
    known: readonly CertificateStatus[],
    missing: readonly number[],
    now: Instant,
  ): Promise<OcspAnswer> {
    const looked = await this.#lookUp(question.entry, missing)
    if (looked.status !== 'successful') return looked
    const found = looked.statuses.values()
    // A serial outside the authority's form was never given out by it.
    const statuses = question.certIds.map(({ serial }, i) => {
      const status = known[i] ?? UNKNOWN
      if (status.state !== 'unknown' || serial === undefined) return status
      return found.next().value ?? UNKNOWN
    })
    return await this.#sign(responder, question, statuses, now)
  }

  async #lookUp(
    { authority, generation }: ResponderEntry,
    serials: readonly number[],
  ): Promise<
    | { readonly status: 'successful'; readonly statuses: readonly CertificateStatus[] }
    | RefusedOcspAnswer
  > {
    const asked = this.#lookUps.ask(authority, generation, serials)
    if (asked === undefined) return refusal('tryLater')
    try {
      return { status: 'successful', statuses: await asked }
    } catch (fault) {
      return refusal('tryLater', fault)
    }
  }

  #sign(
    responder: Responder,
    { certIds, nonce }: OcspQuestion,
    statuses: readonly CertificateStatus[],
    now: Instant,
  ): OcspAnswer | Promise<OcspAnswer> {
    const { template, keyName } = responder
    const nextUpdate = nextUpdateOf(responder, now)
    const finish = (tbsDer: Uint8Array, signature: Uint8Array): SignedOcspAnswer => ({
      status: 'successful',
      responseDer: template.response(tbsDer, signature),
      producedAt: now,
      nextUpdate,
      hasNonce: nonce !== undefined,
    })
    try {
      const statements = certIds.map(({ certIdDer }, i) => ({
        certIdDer,
        status: statuses[i] ?? UNKNOWN,
      }))
      const tbsDer = template.responseData(statements, now, nextUpdate, nonce)
      const signature = this.#ports.signer.sign(keyName, { what: 'ocsp-response', tbsDer })
      if (!(signature instanceof Promise)) return finish(tbsDer, signature)
      return signature.then(
        (made) => finish(tbsDer, made),
        (fault: unknown) => refusal('internalError', fault),
      )
    } catch (fault) {
      return refusal('internalError', fault)
    }
  }
}

function questionOf({ requestDer, form, certId }: Shared): OcspQuestion {
  return usualQuestion(requestDer, { form, certIds: [certId], nonce: undefined })
}

/** An answer being signed. */
interface UnderWay extends ToldState {
  readonly answer: Promise<OcspAnswer>
}

const UNKNOWN: CertificateStatus = { state: 'unknown' }

function refusal(status: OcspErrorStatus, fault?: unknown): RefusedOcspAnswer {
  return { status, responseDer: encodeOcspError(status), fault }
}

/** The responder that may answer for a generation now, or why there is none. */
function responderAt(
  { responder, authorityCertificate }: ResponderEntry,
  now: Instant,
):
  | { readonly status: 'successful'; readonly responder: Responder }
  | { readonly status: 'unauthorized' | 'tryLater' } {
  if (responder !== undefined && mayAnswer(responder, now))
    return { status: 'successful', responder }
  // An authority that has ended has no responder any more and never will; otherwise one is being
  // renewed.
  return { status: isWithinValidity(authorityCertificate, now) ? 'tryLater' : 'unauthorized' }
}

function isSameState(a: ToldState, b: ToldState): boolean {
  return a.code === b.code && a.revokedSecond === b.revokedSecond
}

function toldState(status: CertificateStatus & { readonly state: 'good' | 'revoked' }): ToldState {
  return status.state === 'good'
    ? { code: STATE_GOOD, revokedSecond: 0 }
    : { code: revokedStateCode(status.reason), revokedSecond: revokedSecondOf(status.revokedAt) }
}

/** An answer does not outlive the certificate that makes it believable. */
function nextUpdateOf({ certificate }: Responder, now: Instant): Instant {
  const planned = plusMs(now, OCSP_VALIDITY_MS)
  const { notAfter } = certificate.validity
  return planned < notAfter ? planned : notAfter
}

/** When an answer that is asked for again is replaced: by serial, from half to three quarters. */
function renewalOf(serial: number, producedAt: Instant, nextUpdate: Instant): Instant {
  const spread = (serial % RENEWAL_STEPS) / RENEWAL_STEPS
  return plusMs(producedAt, Math.floor((nextUpdate - producedAt) * (0.5 + spread / 4)))
}

const RENEWAL_STEPS = 256
