import assert from 'node:assert/strict'
import { SIGNATURE_ALGORITHMS } from '#codec/x509/algorithm.ts'
import { assembleCertificate, encodeTbsCertificate } from '#codec/x509/encode-certificate.ts'
import { nameOf } from '#codec/x509/name.ts'
import { equalBytes, toHex } from '#kernel/bytes.ts'
import { civilDateInJapan, type Instant, wholeSecond } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import { ok, refuse } from '#kernel/result.ts'
import { LAPSE_GROUND_NAMES, lapseOf } from '#law/lapse.ts'
import { decideValidity } from '#law/validity.ts'
import {
  type CertificateStatus,
  type IssueCommand,
  type IssuedCertificate,
  parseSerialHex,
  type RevokedCertificate,
} from '#ca/contract.ts'
import type { CertificateAuthority } from '#ra/ports.ts'

/** One certificate of the scripted authority. */
export interface ScriptedCertificate {
  readonly command: IssueCommand
  readonly issued: IssuedCertificate
  revoked: RevokedCertificate | undefined
  ground: string | undefined
}

/**
 * Where the next issuing breaks down: before the authority has done anything, or after it has done
 * all.
 */
export type Breakdown = 'before' | 'after'

/** Both authorities in memory, with validity by the law, and breakdowns on demand. */
export class ScriptedAuthority implements CertificateAuthority {
  readonly certificates: ScriptedCertificate[] = []
  breakdown: Breakdown | undefined
  /** Runs while the authority is signing. */
  meanwhile: () => Promise<void> = async () => undefined
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async issue(command: IssueCommand): ReturnType<CertificateAuthority['issue']> {
    const breakdown = this.breakdown
    this.breakdown = undefined
    if (breakdown === 'before') throw new Error('the authority is away')
    const outcome = this.#decide(command)
    await this.meanwhile()
    if (breakdown === 'after') throw new Error('the line broke')
    return outcome
  }

  async revoke({
    authority,
    serialHex,
    reason,
    ground,
  }: Parameters<CertificateAuthority['revoke']>[0]): ReturnType<CertificateAuthority['revoke']> {
    const found = this.find(authority, serialHex)
    if (found === undefined) return refuse('certificate-unknown')
    const onHold = found.revoked?.reason === 'certificateHold'
    if (found.revoked !== undefined && !onHold) return refuse('already-revoked')
    found.revoked = { authority, serialHex, reason, revokedAt: this.#clock.now() }
    found.ground = ground
    return ok(found.revoked)
  }

  async recordHolderLapse({
    holderRef,
    ground,
  }: Parameters<CertificateAuthority['recordHolderLapse']>[0]): Promise<
    readonly RevokedCertificate[]
  > {
    const name = LAPSE_GROUND_NAMES.find((one) => one === ground)
    assert.ok(name)
    const revoked: RevokedCertificate[] = []
    for (const { command, issued } of this.certificates) {
      const lapse = lapseOf(name, command.kind)
      if (command.holderRef !== holderRef || lapse.outcome === 'survives') continue
      const { serialHex } = issued
      const { reason } = lapse
      const done = await this.revoke({ authority: command.kind, serialHex, reason, ground })
      if (done.ok) revoked.push(done.value)
    }
    return revoked
  }

  async heldBy(
    holderRef: string,
    at: Parameters<CertificateAuthority['heldBy']>[1],
  ): ReturnType<CertificateAuthority['heldBy']> {
    return this.certificates
      .filter(({ command, issued }) => command.holderRef === holderRef && issued.notAfter >= at)
      .map(({ issued, revoked }) => ({ ...issued, revoked: revoked !== undefined }))
  }

  async certificateStatuses(
    authority: IssueCommand['kind'],
    serials: readonly string[],
  ): Promise<readonly CertificateStatus[]> {
    return serials.map((serialHex): CertificateStatus => {
      const found = this.find(authority, serialHex)
      if (found === undefined) return { state: 'unknown' }
      return found.revoked === undefined
        ? { state: 'good' }
        : { state: 'revoked', revokedAt: found.revoked.revokedAt, reason: found.revoked.reason }
    })
  }

  /** The certificate of a serial. */
  find(authority: IssueCommand['kind'], serialHex: string): ScriptedCertificate | undefined {
    return this.certificates.find(
      ({ issued }) => issued.authority === authority && issued.serialHex === serialHex,
    )
  }

  /** The certificates that are not revoked, of one kind. */
  good(kind: IssueCommand['kind']): readonly ScriptedCertificate[] {
    return this.certificates.filter(
      ({ command, revoked }) => command.kind === kind && revoked === undefined,
    )
  }

  #decide(command: IssueCommand): Awaited<ReturnType<CertificateAuthority['issue']>> {
    const known = this.certificates.find((one) => one.command.receipt === command.receipt)
    const isSameKey = (one: ScriptedCertificate): boolean =>
      equalBytes(one.command.subjectPublicKeyDer, command.subjectPublicKeyDer)
    if (known !== undefined) return isSameKey(known) ? ok(known.issued) : refuse('receipt-reused')
    if (this.certificates.some(isSameKey)) return refuse('key-already-certified')
    const now = this.#clock.now()
    const validity = decideValidity({ ...command.validity, issuedOn: civilDateInJapan(now) })
    if (!validity.ok) return validity
    const serialHex = parseSerialHex(toHex(Uint8Array.of(1, this.certificates.length)))
    assert.ok(serialHex)
    const { notAfter } = validity.value
    const issued: IssuedCertificate = {
      authority: command.kind,
      serialHex,
      certificateDer: unsigned(serialHex, now, notAfter, command.subjectPublicKeyDer),
      notBefore: wholeSecond(now),
      notAfter,
      authorityCertificateDer: unsigned('01', now, notAfter, command.subjectPublicKeyDer),
    }
    this.certificates.push({ command, issued, revoked: undefined, ground: undefined })
    return ok(issued)
  }
}

/**
 * DER of a certificate whose signature is all zero: the counter and the card read it, nobody
 * verifies it.
 */
function unsigned(serialHex: string, notBefore: Instant, notAfter: Instant, spkiDer: Uint8Array) {
  const signatureAlgorithm = SIGNATURE_ALGORITHMS.sha256WithRSAEncryption
  const name = nameOf([['C', 'JP']])
  const extensions: readonly never[] = []
  const fields = { serialHex, signatureAlgorithm, issuer: name, subject: name, extensions }
  const tbsDer = encodeTbsCertificate({ ...fields, notBefore, notAfter, spkiDer })
  return assembleCertificate(tbsDer, signatureAlgorithm, new Uint8Array(256))
}
