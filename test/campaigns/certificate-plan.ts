import * as der from '#codec/der/encode.ts'
import { decodeOid } from '#codec/der/oid.ts'
import { elementsOf, partAt, partsOf } from './elements.ts'
import { type CampaignKey, type Scheme, SCHEMES, signWithScheme, soundSchemes } from './keys.ts'

/** An extension as it will stand; `value` is the contents of extnValue, sound or not. */
export interface ExtensionPlan {
  oid: string
  critical: boolean
  value: Uint8Array
}

/** The fields of a TBSCertificate, each to be changed at will. Octets are whole DER elements. */
export interface CertificatePlan {
  /** 0 to 2 as encoded; 0 is absent (DEFAULT v1). */
  version: number
  /** Contents of the INTEGER. */
  serial: Uint8Array
  innerAlgorithmDer: Uint8Array
  outerAlgorithmDer: Uint8Array
  issuerDer: Uint8Array
  notBeforeDer: Uint8Array
  notAfterDer: Uint8Array
  subjectDer: Uint8Array
  spkiDer: Uint8Array
  extensions: ExtensionPlan[]
}

/** What a signature is put on: the octets to sign turned into the octets to publish. */
export interface Signing {
  signer: CampaignKey
  scheme: Scheme
  /** Changes the signature's octets after signing. */
  spoilSignature?: (signature: Uint8Array) => Uint8Array
  /** Changes the part to be signed, before signing: DER breakages that are signed soundly. */
  spoilTbs?: (tbs: Uint8Array) => Uint8Array
  /** Changes the finished octets, after signing. */
  spoilDer?: (octets: Uint8Array) => Uint8Array
}

/** A certificate of a case: as OpenSSL issued it until `touched`, then signed again from its plan. */
export interface Issued extends Signing {
  plan: CertificatePlan
  /** The subject's key. */
  key: CampaignKey
  /** What OpenSSL issued; `undefined` once a field was changed. */
  original: Uint8Array | undefined
}

/** A certificate that OpenSSL issued, ready to be changed. */
export function issuedBy(
  signer: CampaignKey,
  scheme: Scheme,
  key: CampaignKey,
  original: Uint8Array,
): Issued {
  return { plan: planOf(original), signer, scheme, key, original }
}

/** A copy whose changes do not reach the other. */
export function copyOf(issued: Issued): Issued {
  const extensions = issued.plan.extensions.map((extension) => ({ ...extension }))
  return { ...issued, plan: { ...issued.plan, extensions } }
}

/** The plan to change; from now on the certificate is signed anew. */
export function touched(issued: Issued): CertificatePlan {
  issued.original = undefined
  return issued.plan
}

/** Has the certificate signed by `signer`, with a scheme fit for its key unless one is given. */
export function signBy(issued: Issued, signer: CampaignKey, scheme?: Scheme): void {
  const [first] = soundSchemes(signer.kind)
  const chosen = scheme ?? SCHEMES[first ?? 'rsa-sha256']
  touched(issued).innerAlgorithmDer = chosen.identifierDer
  issued.plan.outerAlgorithmDer = chosen.identifierDer
  Object.assign(issued, { signer, scheme: chosen })
}

/** The octets of the certificate: OpenSSL's own, or the plan's signed now. */
export function certificateDer(issued: Issued): Uint8Array {
  const { plan, original } = issued
  if (original !== undefined) return issued.spoilDer?.(original) ?? original
  return signedDer(issued, tbsDer(plan), plan.outerAlgorithmDer)
}

/** SEQUENCE of the signed part, its algorithm and its signature. */
export function signedDer(
  signing: Signing,
  soundTbs: Uint8Array,
  algorithmDer: Uint8Array,
): Uint8Array {
  const tbs = signing.spoilTbs?.(soundTbs) ?? soundTbs
  const signature = signWithScheme(signing.signer.privateKey, signing.scheme, tbs)
  const bits = der.bitString(signing.spoilSignature?.(signature) ?? signature)
  const whole = der.encode(der.sequence(tbs, algorithmDer, bits))
  return signing.spoilDer?.(whole) ?? whole
}

/** Extensions as they stand in certificates, CRLs, entries and responses. */
export function extensionsDer(extensions: readonly ExtensionPlan[]): der.DerNode {
  return der.sequence(
    ...extensions.map(({ oid, critical, value }) =>
      der.sequence(der.oid(oid), critical ? der.boolean(true) : undefined, der.octetString(value)),
    ),
  )
}

/** Reads the Extensions that OpenSSL or `extensionsDer` wrote. */
export function extensionPlans(sequenceDer: Uint8Array): ExtensionPlan[] {
  return partsOf(sequenceDer).map((extension) => {
    const parts = elementsOf(extension.contents)
    const critical = parts.length === 3
    const value = partAt(parts, critical ? 2 : 1).contents
    return { oid: decodeOid(partAt(parts, 0).contents) ?? '', critical, value }
  })
}

function tbsDer(plan: CertificatePlan): Uint8Array {
  const version = plan.version === 0 ? undefined : der.explicit(0, der.integer(plan.version))
  const extensions = extensionsDer(plan.extensions)
  return der.encode(
    der.sequence(
      version,
      new der.DerNode(0x02, plan.serial),
      plan.innerAlgorithmDer,
      plan.issuerDer,
      der.sequence(plan.notBeforeDer, plan.notAfterDer),
      plan.subjectDer,
      plan.spkiDer,
      plan.extensions.length === 0 ? undefined : der.explicit(3, extensions),
    ),
  )
}

function planOf(certificate: Uint8Array): CertificatePlan {
  const outer = partsOf(certificate)
  const tbs = elementsOf(partAt(outer, 0).contents)
  const hasVersion = partAt(tbs, 0).tag === 0xa0
  const at = (index: number): Uint8Array => partAt(tbs, hasVersion ? index : index - 1).der
  const [notBefore, notAfter] = partsOf(at(4))
  const last = tbs.at(-1)
  return {
    version: hasVersion ? 2 : 0,
    serial: partAt(tbs, hasVersion ? 1 : 0).contents,
    innerAlgorithmDer: at(2),
    outerAlgorithmDer: partAt(outer, 1).der,
    issuerDer: at(3),
    notBeforeDer: notBefore?.der ?? new Uint8Array(),
    notAfterDer: notAfter?.der ?? new Uint8Array(),
    subjectDer: at(5),
    spkiDer: at(6),
    extensions: last?.tag === 0xa3 ? extensionPlans(partAt(partsOf(last.der), 0).der) : [],
  }
}
