import { parseCertificate } from '#codec/x509/certificate.ts'
import { digest } from '#crypto/digest.ts'
import { importPublicKey } from '#crypto/public-key.ts'
import { verifySignature } from '#crypto/verify-signature.ts'
import { equalBytes, toHex, utf8 } from '#kernel/bytes.ts'
import { type Instant, wholeSecond } from '#kernel/instant.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import {
  type AuthorityDraft,
  draftAuthority,
  type DraftFacts,
  draftResponder,
} from './authority-drafts.ts'
import { type CeremonyFileRefusal, parseCeremony } from './ceremony-file.ts'
import type { KeyName } from './contract.ts'
import { authorityKeyName, responderKeyName } from './key-names.ts'
import { AUTHORITY_RULES, RESPONDER_RULES } from './lint/authority-rules.ts'
import { firstBroken } from './lint/rule.ts'
import { SUITES } from './suites.ts'
import { lineDigestHex, readTranscript, type StepName, type TranscriptStep } from './transcript.ts'

/** Why a transcript proves nothing. */
export type TranscriptRefusal = CeremonyFileRefusal | 'transcript-broken' | 'transcript-differs'

/** What a transcript proves. */
export interface CheckedTranscript {
  readonly rehearsal: boolean
  readonly openedAt: Instant
  /** SHA-256 of the last line. */
  readonly sealHex: string
  /** The certificates in the order in which they were made: authority, responder, authority, … */
  readonly certificatesDer: readonly Uint8Array[]
}

/**
 * Replays a ceremony from its reviewed file and its transcript alone, without keys or records: the
 * chain of lines is whole, every certificate is exactly what the file and the stated key give,
 * keeps its profile, and carries the authority's signature; nothing more was made and nothing is
 * missing.
 */
export function checkTranscript(
  ceremonyText: string,
  transcript: string,
): Result<CheckedTranscript, TranscriptRefusal> {
  const ceremony = parseCeremony(ceremonyText)
  if (!ceremony.ok) return ceremony
  const lines = transcript.trimEnd().split('\n')
  const steps = readTranscript(lines)
  if (!steps.ok) return steps
  const replay = new Replay(steps.value)
  const opened = replay.next('opened')
  const { configuration, generations, responderValidityDays, title } = ceremony.value
  const ceremonyHex = toHex(digest('sha256', utf8(ceremonyText)))
  if (opened?.ceremonyHex !== ceremonyHex || opened.title !== title) return replay.differs()
  const certificatesDer: Uint8Array[] = []
  for (const declared of generations) {
    const { authority, generation } = declared
    const own = replay.certificate(authorityKeyName(authority, generation), undefined, (facts) =>
      draftAuthority(configuration, declared, facts),
    )
    if (own === undefined) return replay.differs()
    const { issuer } = own.draft.wanted
    const responder = replay.certificate(
      responderKeyName(authority, generation, 'first'),
      own.publicKeyDer,
      (facts) => draftResponder(configuration, issuer, responderValidityDays, facts),
    )
    if (responder === undefined) return replay.differs()
    certificatesDer.push(own.certificateDer, responder.certificateDer)
  }
  if (replay.next('closed') === undefined || !replay.atEnd) return replay.differs()
  const sealHex = lineDigestHex(lines.at(-1) ?? '')
  return ok({ rehearsal: opened.rehearsal, openedAt: opened.at, sealHex, certificatesDer })
}

interface Replayed {
  readonly draft: AuthorityDraft
  readonly publicKeyDer: Uint8Array
  readonly certificateDer: Uint8Array
}

/** The steps of a transcript, taken in order. */
class Replay {
  readonly #steps: readonly TranscriptStep[]
  #position = 0

  constructor(steps: readonly TranscriptStep[]) {
    this.#steps = steps
  }

  get atEnd(): boolean {
    return this.#position === this.#steps.length
  }

  next<N extends StepName>(name: N): Extract<TranscriptStep, { step: N }> | undefined {
    const step = this.#steps[this.#position++]
    return step !== undefined && isStep(step, name) ? step : undefined
  }

  differs(): Result<never, 'transcript-differs'> {
    return refuse('transcript-differs', { line: this.#position })
  }

  /** Key, intent and certificate of one draft; `issuerKeyDer` is absent for a self-signed one. */
  certificate(
    keyName: KeyName,
    issuerKeyDer: Uint8Array | undefined,
    draftOf: (facts: DraftFacts) => AuthorityDraft,
  ): Replayed | undefined {
    const key = this.next('key-made')
    if (key?.key !== keyName) return undefined
    const intended = this.next('certificate-intended')
    if (intended === undefined) return undefined
    const { publicKeyDer } = key
    const { serial, at } = intended
    const draft = draftOf({ serial, publicKeyDer, notBefore: wholeSecond(at) })
    const certified = this.next('certified')
    if (certified === undefined || !equalBytes(draft.tbsDer, intended.tbsDer)) return undefined
    const { certificateDer } = certified
    return isCertificateOf(draft, certificateDer, issuerKeyDer ?? publicKeyDer)
      ? { draft, publicKeyDer, certificateDer }
      : undefined
  }
}

function isCertificateOf(
  draft: AuthorityDraft,
  certificateDer: Uint8Array,
  issuerKeyDer: Uint8Array,
): boolean {
  const parsed = parseCertificate(certificateDer)
  const issuerKey = importPublicKey(issuerKeyDer)
  if (!parsed.ok || !issuerKey.ok) return false
  const { tbsDer, signature } = parsed.value
  const rules = draft.profile === 'authority' ? AUTHORITY_RULES : RESPONDER_RULES
  const { signature: scheme } = SUITES[draft.wanted.issuer.suite]
  return (
    equalBytes(tbsDer, draft.tbsDer) &&
    firstBroken(rules, parsed.value, draft.wanted) === undefined &&
    verifySignature(scheme, issuerKey.value, tbsDer, signature)
  )
}

function isStep<N extends StepName>(
  step: TranscriptStep,
  name: N,
): step is Extract<TranscriptStep, { step: N }> {
  return step.step === name
}
