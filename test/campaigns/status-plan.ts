import { createHash } from 'node:crypto'
import * as der from '#codec/der/encode.ts'
import { instant } from '#kernel/instant.ts'
import {
  type ExtensionPlan,
  extensionPlans,
  extensionsDer,
  signedDer,
  type Signing,
} from './certificate-plan.ts'
import { elementsOf, partAt, partsOf } from './elements.ts'

/** An entry of a CRL. */
export interface EntryPlan {
  /** Contents of the INTEGER. */
  serial: Uint8Array
  atDer: Uint8Array
  extensions: ExtensionPlan[]
}

/** A CRL of a case: as OpenSSL issued it until `original` is dropped. */
export interface IssuedCrl extends Signing {
  original: Uint8Array | undefined
  plan: {
    /** 1 is v2; 0 is absent (v1). */
    version: number
    innerAlgorithmDer: Uint8Array
    outerAlgorithmDer: Uint8Array
    issuerDer: Uint8Array
    thisUpdateDer: Uint8Array
    nextUpdateDer: Uint8Array | undefined
    entries: EntryPlan[]
    extensions: ExtensionPlan[]
  }
}

/** One answer within an OCSP response. */
export interface SinglePlan {
  certIdDer: Uint8Array
  statusDer: Uint8Array
  thisUpdateDer: Uint8Array
  nextUpdateDer: Uint8Array | undefined
  extensions: ExtensionPlan[]
}

/** An OCSP response of a case, always signed anew: OpenSSL stamps its own with the present. */
export interface IssuedResponse extends Signing {
  plan: {
    responseStatus: number
    responderIdDer: Uint8Array
    producedAtDer: Uint8Array
    singles: SinglePlan[]
    extensions: ExtensionPlan[]
    algorithmDer: Uint8Array
    certificatesDer: Uint8Array[]
  }
}

/** A CRL that OpenSSL issued. */
export function crlIssuedBy(signing: Signing, original: Uint8Array): IssuedCrl {
  const outer = partsOf(original)
  const tbs = [...elementsOf(partAt(outer, 0).contents)]
  const version = tbs[0]?.tag === 0x02 ? 1 : 0
  if (version === 1) tbs.shift()
  const [inner, issuer, thisUpdate, ...rest] = tbs
  const nextUpdate = rest[0]?.tag === 0x17 || rest[0]?.tag === 0x18 ? rest.shift() : undefined
  const entries = rest[0]?.tag === 0x30 ? rest.shift() : undefined
  const extensions = rest.shift()
  const plan = {
    version,
    innerAlgorithmDer: inner?.der ?? new Uint8Array(),
    outerAlgorithmDer: partAt(outer, 1).der,
    issuerDer: issuer?.der ?? new Uint8Array(),
    thisUpdateDer: thisUpdate?.der ?? new Uint8Array(),
    nextUpdateDer: nextUpdate?.der,
    entries: entries === undefined ? [] : elementsOf(entries.contents).map(entryPlan),
    extensions:
      extensions === undefined ? [] : extensionPlans(partAt(partsOf(extensions.der), 0).der),
  }
  return { ...signing, original, plan }
}

/** A response of OpenSSL's `ocsp`, to be signed again by `signing`. */
export function responseIssuedBy(signing: Signing, original: Uint8Array): IssuedResponse {
  const [status, bytes] = partsOf(original)
  const basicOctets = partAt(partsOf(partAt(partsOf(bytes?.der ?? original), 0).der), 1).contents
  const basic = partsOf(basicOctets)
  const data = [...elementsOf(partAt(basic, 0).contents)]
  const [responderId, producedAt, singles, extensions] = data
  return {
    ...signing,
    plan: {
      responseStatus: status?.contents[0] ?? 0,
      responderIdDer: responderId?.der ?? new Uint8Array(),
      producedAtDer: producedAt?.der ?? new Uint8Array(),
      singles: elementsOf(singles?.contents ?? new Uint8Array()).map(singlePlan),
      extensions:
        extensions === undefined ? [] : extensionPlans(partAt(partsOf(extensions.der), 0).der),
      algorithmDer: partAt(basic, 1).der,
      certificatesDer:
        basic[3] === undefined
          ? []
          : partsOf(partAt(partsOf(basic[3].der), 0).der).map((certificate) => certificate.der),
    },
  }
}

/** A copy whose changes do not reach the other. */
export function copyOfCrl(issued: IssuedCrl): IssuedCrl {
  const { plan } = issued
  return {
    ...issued,
    plan: {
      ...plan,
      entries: plan.entries.map((entry) => ({ ...entry, extensions: copied(entry.extensions) })),
      extensions: copied(plan.extensions),
    },
  }
}

/** A copy whose changes do not reach the other. */
export function copyOfResponse(issued: IssuedResponse): IssuedResponse {
  const { plan } = issued
  return {
    ...issued,
    plan: {
      ...plan,
      singles: plan.singles.map((single) => ({ ...single, extensions: copied(single.extensions) })),
      extensions: copied(plan.extensions),
      certificatesDer: [...plan.certificatesDer],
    },
  }
}

/** The octets of the CRL: OpenSSL's own, or the plan's signed now. */
export function crlDer(issued: IssuedCrl): Uint8Array {
  const { plan, original } = issued
  if (original !== undefined) return issued.spoilDer?.(original) ?? original
  const extensions = extensionsDer(plan.extensions)
  const tbs = der.sequence(
    plan.version === 0 ? undefined : der.integer(plan.version),
    plan.innerAlgorithmDer,
    plan.issuerDer,
    plan.thisUpdateDer,
    plan.nextUpdateDer,
    plan.entries.length === 0 ? undefined : der.sequence(...plan.entries.map(entryDer)),
    plan.extensions.length === 0 ? undefined : der.explicit(0, extensions),
  )
  return signedDer(issued, der.encode(tbs), plan.outerAlgorithmDer)
}

/** The octets of the response, signed now. */
export function responseDer(issued: IssuedResponse): Uint8Array {
  const { plan } = issued
  if (plan.responseStatus !== 0) {
    return der.encode(der.sequence(der.enumerated(plan.responseStatus)))
  }
  const data = der.sequence(
    plan.responderIdDer,
    plan.producedAtDer,
    der.sequence(...plan.singles.map(singleDer)),
    plan.extensions.length === 0 ? undefined : der.explicit(1, extensionsDer(plan.extensions)),
  )
  const withCertificates = (basic: Uint8Array): Uint8Array => {
    if (plan.certificatesDer.length === 0) return basic
    const parts = partsOf(basic).map((part) => part.der)
    const certificates = der.explicit(0, der.sequence(...plan.certificatesDer))
    return der.encode(der.sequence(...parts, certificates))
  }
  const basic = withCertificates(signedDer(issued, der.encode(data), plan.algorithmDer))
  const type = der.oid('1.3.6.1.5.5.7.48.1.1')
  const bytes = der.sequence(type, der.octetString(basic))
  return der.encode(der.sequence(der.enumerated(0), der.explicit(0, bytes)))
}

/** CertID of RFC 6960 §4.1.1 over the issuer's name and key, by any digest. */
export function certIdDer(
  digest: { readonly name: string; readonly oid: string },
  issuer: { readonly subjectDer: Uint8Array; readonly spkiDer: Uint8Array },
  serial: Uint8Array,
): Uint8Array {
  const hashed = (octets: Uint8Array): der.DerNode =>
    der.octetString(new Uint8Array(createHash(digest.name).update(octets).digest()))
  return der.encode(
    der.sequence(
      der.sequence(der.oid(digest.oid), der.nullValue()),
      hashed(issuer.subjectDer),
      hashed(keyBitsOf(issuer.spkiDer)),
      new der.DerNode(0x02, serial),
    ),
  )
}

/** The octets of subjectPublicKey, without tag, length and unused bits. */
export function keyBitsOf(spkiDer: Uint8Array): Uint8Array {
  return partAt(partsOf(spkiDer), 1).contents.subarray(1)
}

/** Time as RFC 5280 wants it. */
export function timeDer(iso: string): Uint8Array {
  return der.encode(der.time(instant(Date.parse(iso))))
}

/** GeneralizedTime, as OCSP wants it. */
export function generalizedDer(iso: string): Uint8Array {
  return der.encode(der.generalizedTime(instant(Date.parse(iso))))
}

function copied(extensions: readonly ExtensionPlan[]): ExtensionPlan[] {
  return extensions.map((extension) => ({ ...extension }))
}

function entryPlan(entry: { readonly contents: Uint8Array }): EntryPlan {
  const [serial, date, extensions] = elementsOf(entry.contents)
  return {
    serial: serial?.contents ?? new Uint8Array(),
    atDer: date?.der ?? new Uint8Array(),
    extensions: extensions === undefined ? [] : extensionPlans(extensions.der),
  }
}

function entryDer({ serial, atDer, extensions }: EntryPlan): der.DerNode {
  return der.sequence(
    new der.DerNode(0x02, serial),
    atDer,
    extensions.length === 0 ? undefined : extensionsDer(extensions),
  )
}

function singlePlan(single: { readonly contents: Uint8Array }): SinglePlan {
  const [certId, status, thisUpdate, ...rest] = elementsOf(single.contents)
  const next = rest.find((part) => part.tag === 0xa0)
  return {
    certIdDer: certId?.der ?? new Uint8Array(),
    statusDer: status?.der ?? new Uint8Array(),
    thisUpdateDer: thisUpdate?.der ?? new Uint8Array(),
    nextUpdateDer: next && partAt(partsOf(next.der), 0).der,
    extensions: [],
  }
}

function singleDer(single: SinglePlan): der.DerNode {
  const { certIdDer: certId, statusDer, thisUpdateDer, nextUpdateDer, extensions } = single
  return der.sequence(
    certId,
    statusDer,
    thisUpdateDer,
    nextUpdateDer && der.explicit(0, nextUpdateDer),
    extensions.length === 0 ? undefined : der.explicit(1, extensionsDer(extensions)),
  )
}
