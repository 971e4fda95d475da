import type { AuthorityId } from '#ca/contract.ts'
import { encodeOcspError } from '#codec/ocsp/encode-response.ts'
import type { OcspRequest } from '#codec/ocsp/request.ts'
import type { OcspErrorStatus } from '#codec/ocsp/response.ts'
import { digest } from '#crypto/digest.ts'
import { toHex } from '#kernel/bytes.ts'
import type { Instant } from '#kernel/instant.ts'
import type { Clock } from '#kernel/ports.ts'
import type { OcspAnswer, OcspResponder, RefusedOcspAnswer } from '../answer-ocsp.ts'
import { parseAnyRequest } from '../ocsp/question.ts'
import { type Admission, admit } from './admit.ts'
import type { RelyingParty } from './relying-party.ts'

/** One answer that a relying party was given, as the journal keeps it. No basic item. */
export interface ProvidedStatus {
  readonly at: Instant
  readonly party: string
  readonly by: Admission['by']
  readonly authority: AuthorityId
  readonly serialsHex: readonly string[]
  readonly outcome: OcspAnswer['status']
  /** SHA-256 of the answer as sent. */
  readonly answerDigestHex: string
}

/** Keeps what was provided to whom (公的個人認証法 §18, §37: what is provided to verifiers). */
export interface StatusJournal {
  /** Adds an entry; durable when the promise resolves. */
  record(entry: ProvidedStatus): Promise<void>
}

/** What the guard needs from outside. */
export interface GuardPorts {
  readonly parties: () => readonly RelyingParty[]
  readonly journal: StatusJournal
  readonly clock: Clock
}

/**
 * A responder for registered relying parties alone. Whoever is not one gets `sigRequired` or
 * `unauthorized` (RFC 6960 §2.3) and learns nothing; what the others are told is in the journal
 * before the answer leaves. While the journal cannot be written, nobody is told anything:
 * `tryLater`.
 */
export function guardedResponder(responder: OcspResponder, ports: GuardPorts): OcspResponder {
  return {
    answer: (authority, requestDer, connectionCertificateDer) => {
      const parsed = parseAnyRequest(requestDer)
      if (!parsed.ok) return refusal(parsed.refusal)
      const now = ports.clock.now()
      const admitted = admit(ports.parties(), parsed.value, connectionCertificateDer, now)
      if (!admitted.ok) return refusal(admitted.refusal)
      return provide(responder, ports, {
        authority,
        requestDer,
        request: parsed.value,
        admission: admitted.value,
      })
    },
  }
}

interface Asked {
  readonly authority: AuthorityId
  readonly requestDer: Uint8Array
  readonly request: OcspRequest
  readonly admission: Admission
}

async function provide(
  responder: OcspResponder,
  { journal, clock }: GuardPorts,
  { authority, requestDer, request, admission }: Asked,
): Promise<OcspAnswer> {
  const answer = await responder.answer(authority, requestDer)
  try {
    await journal.record({
      at: clock.now(),
      party: admission.party.id,
      by: admission.by,
      authority,
      serialsHex: request.requests.map(({ certId }) => certId.serialHex),
      outcome: answer.status,
      answerDigestHex: toHex(digest('sha256', answer.responseDer)),
    })
  } catch (fault) {
    return refusal('tryLater', fault)
  }
  return answer
}

function refusal(status: OcspErrorStatus, fault?: unknown): RefusedOcspAnswer {
  return { status, responseDer: encodeOcspError(status), fault }
}
