/** OCSP responses: status, dates, responder, delegation, CertID (RFC 6960 §3.2, §4.2). */
import { createHash } from 'node:crypto'
import * as der from '#codec/der/encode.ts'
import { OID } from '#codec/x509/oids.ts'
import { type CertificatePlan, certificateDer, issuedBy, touched } from '../certificate-plan.ts'
import { type Draft, type Mutation, nameDer, placeOf, setExtension } from '../draft.ts'
import { type CampaignKey, SCHEMES, soundSchemes } from '../keys.ts'
import { randomOf } from '../random.ts'
import { changedElement } from './element-tree.ts'
import {
  certIdDer,
  generalizedDer,
  type IssuedResponse,
  keyBitsOf,
  type SinglePlan,
  timeDer,
} from '../status-plan.ts'

/** A mutation of the response about the certificate at place `at` of the path. */
function on(
  name: string,
  effect: Mutation['effect'],
  change: (
    response: IssuedResponse,
    draft: Draft,
    at: number,
    single: SinglePlan,
  ) => boolean | string | void,
): Mutation {
  return {
    name: `ocsp-${name}`,
    effect,
    apply: (draft) => {
      if (draft.asked.revocation !== 'ocsp') return false
      const at = 1 + draft.random.next(draft.responses.length)
      const response = draft.responses[at - 1]
      const single = response?.plan.singles[0]
      if (response === undefined || single === undefined) return false
      return change(response, draft, at, single) ?? true
    },
  }
}

function revokedStatus(reason?: number): Uint8Array {
  const parts = [
    generalizedDer('2025-05-02T00:00:00Z'),
    reason === undefined ? undefined : der.explicit(0, der.enumerated(reason)),
  ]
  return der.encode(der.implicit(1, der.sequence(...parts)))
}

/** The delegated responder's certificate, changed and signed again by its authority or another. */
function changeDelegate(
  response: IssuedResponse,
  draft: Draft,
  at: number,
  change: (plan: CertificatePlan) => void,
  signer?: CampaignKey,
): boolean {
  const [octets] = response.plan.certificatesDer
  const issuer = placeOf(draft, at - 1)
  if (octets === undefined) return false
  const key = signer ?? issuer.key
  const scheme = SCHEMES[soundSchemes(key.kind)[0] ?? 'rsa-sha256']
  const delegate = issuedBy(key, scheme, response.signer, octets)
  const plan = touched(delegate)
  plan.innerAlgorithmDer = scheme.identifierDer
  plan.outerAlgorithmDer = scheme.identifierDer
  change(plan)
  response.plan.certificatesDer = [certificateDer(delegate)]
  return true
}

/** Mutations of what is answered. */
export const OCSP_ANSWERS: readonly Mutation[] = [
  on('revoked', 'breaks', (_, { random }, _at, single) => {
    const reason = random.pick([undefined, 0, 1, 6, 9])
    single.statusDer = revokedStatus(reason)
    return `${reason}`
  }),
  on('unknown', 'breaks', (_, _draft, _at, single) => {
    single.statusDer = Uint8Array.of(0x82, 0)
  }),
  on('missing', 'breaks', (_, draft, at) => {
    draft.responses[at - 1] = undefined
  }),
  on('stale', 'breaks', (_, _draft, _at, single) => {
    single.nextUpdateDer = generalizedDer('2025-05-31T23:30:00Z')
  }),
  on('future', 'breaks', (_, _draft, _at, single) => {
    single.thisUpdateDer = generalizedDer('2050-06-01T00:00:00Z')
  }),
  on('without-next-update', 'either', (_, _draft, _at, single) => {
    single.nextUpdateDer = undefined
  }),
  on('response-status', 'breaks', ({ plan }, { random }) => {
    plan.responseStatus = random.pick([1, 2, 3, 5, 6])
  }),
  on('certificate-id-other', 'breaks', (_, draft, at, single) => {
    const issuer = placeOf(draft, at - 1).plan
    const { serial } = placeOf(draft, at).plan
    const [name, id] = draft.random.pick([
      ['serial', certIdDer(SHA1, issuer, Uint8Array.of(0x77))],
      ['name', certIdDer(SHA1, { ...issuer, subjectDer: nameDer([]) }, serial)],
      ['key', certIdDer(SHA1, { ...issuer, spkiDer: spareSpki(draft) }, serial)],
    ] as const)
    single.certIdDer = id
    return name
  }),
  on('certificate-id-sha256', 'harmless', (_, draft, at, single) => {
    const issuer = placeOf(draft, at - 1).plan
    single.certIdDer = certIdDer(SHA256, issuer, placeOf(draft, at).plan.serial)
  }),
  on('two-answers', 'either', ({ plan }, { random }, _at, single) => {
    const other = { ...single, statusDer: revokedStatus(1) }
    plan.singles = random.oneIn(2) ? [single, other] : [other, single]
  }),
  on('other-answer-too', 'harmless', ({ plan }, draft, at, single) => {
    const issuer = placeOf(draft, at - 1).plan
    const certId = certIdDer(SHA1, issuer, Uint8Array.of(0x79))
    plan.singles.push({ ...single, certIdDer: certId, statusDer: revokedStatus() })
  }),
  on('critical-unknown', 'either', (response, { random }, _at, single) => {
    const holder = random.pick([response.plan, single])
    setExtension(holder, '2.999.80', true, der.nullValue())
    return holder === single ? 'single' : 'response'
  }),
]

/** Mutations of who answers. */
export const OCSP_RESPONDERS: readonly Mutation[] = [
  on('signed-by-authority', 'harmless', (response, draft, at) => {
    const issuer = placeOf(draft, at - 1)
    const scheme = SCHEMES[soundSchemes(issuer.key.kind)[0] ?? 'rsa-sha256']
    Object.assign(response, { signer: issuer.key, scheme })
    response.plan.algorithmDer = scheme.identifierDer
    response.plan.certificatesDer = []
    const byKey = draft.random.oneIn(2)
    response.plan.responderIdDer = byKey
      ? responderKey(issuer.plan.spkiDer)
      : der.encode(der.explicit(1, issuer.plan.subjectDer))
    return byKey ? 'by-key' : 'by-name'
  }),
  on('responder-by-key', 'harmless', (response) => {
    response.plan.responderIdDer = responderKey(response.signer.spkiDer)
  }),
  on('responder-other', 'either', (response, { random }) => {
    const byKey = random.oneIn(2)
    response.plan.responderIdDer = byKey
      ? der.encode(der.explicit(2, der.octetString(new Uint8Array(20).fill(3))))
      : der.encode(der.explicit(1, nameDer([['2.5.4.3', 'Somebody Else']])))
    return byKey ? 'by-key' : 'by-name'
  }),
  on('delegate-without-purpose', 'breaks', (response, draft, at) =>
    changeDelegate(response, draft, at, (plan) => {
      const usage = draft.random.pick([undefined, OID.serverAuth, OID.anyExtendedKeyUsage])
      const value = usage && der.sequence(der.oid(usage))
      setExtension(plan, OID.extKeyUsage, false, value)
    }),
  ),
  on('delegate-expired', 'breaks', (response, draft, at) =>
    changeDelegate(response, draft, at, (plan) => {
      plan.notAfterDer = timeDer('2021-01-01T00:00:00Z')
    }),
  ),
  on('delegate-of-another', 'breaks', (response, draft, at) => {
    const [key] = draft.spareKeys
    return key !== undefined && changeDelegate(response, draft, at, () => undefined, key)
  }),
  on('delegate-without-no-check', 'either', (response, draft, at) =>
    changeDelegate(response, draft, at, (plan) =>
      setExtension(plan, OID.ocspNoCheck, false, undefined),
    ),
  ),
  on('delegate-key-usage', 'either', (response, draft, at) =>
    changeDelegate(response, draft, at, (plan) =>
      setExtension(plan, OID.keyUsage, true, der.namedBits([2])),
    ),
  ),
  on('delegate-critical-unknown', 'breaks', (response, draft, at) =>
    changeDelegate(response, draft, at, (plan) =>
      setExtension(plan, '2.999.81', true, der.nullValue()),
    ),
  ),
  on('delegate-absent', 'breaks', (response) => {
    response.plan.certificatesDer = []
  }),
  on('delegate-of-leaf', 'breaks', (response, draft, at) => {
    // The certificate asked about answers for itself.
    const own = placeOf(draft, at)
    const scheme = SCHEMES[soundSchemes(own.key.kind)[0] ?? 'rsa-sha256']
    Object.assign(response, { signer: own.key, scheme })
    response.plan.algorithmDer = scheme.identifierDer
    response.plan.certificatesDer = [certificateDer(own)]
    response.plan.responderIdDer = der.encode(der.explicit(1, own.plan.subjectDer))
  }),
  on('element', 'either', (response, { random }) => {
    const seed = random.next(2 ** 31)
    response.spoilTbs = (octets) => changedElement(octets, randomOf(seed, 0)).octets
  }),
  on('signature-flipped', 'breaks', (response) => {
    response.spoilSignature = (octets) => {
      const flipped = octets.slice()
      const at = flipped.length - 1
      flipped[at] = (flipped[at] ?? 0) ^ 1
      return flipped
    }
  }),
]

const SHA1 = { name: 'sha1', oid: OID.sha1 }
const SHA256 = { name: 'sha256', oid: OID.sha256 }

function spareSpki({ spareKeys }: Draft): Uint8Array {
  return spareKeys[0]?.spkiDer ?? new Uint8Array()
}

function responderKey(spkiDer: Uint8Array): Uint8Array {
  const hash = createHash('sha1').update(keyBitsOf(spkiDer)).digest()
  return der.encode(der.explicit(2, der.octetString(new Uint8Array(hash))))
}
