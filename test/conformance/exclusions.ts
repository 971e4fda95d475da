/** A case of a suite of others where we differ from the verdict that it wants. */
export interface Exclusion {
  readonly suite: string
  /** The suite's own name or number of the case. */
  readonly id: string
  /** The clause that makes us differ, quoted. */
  readonly clause: string
  readonly why: string
}

const KEY_FOR_ONE_ALGORITHM =
  'RFC 8725 §3.1: "each key MUST be used with exactly one algorithm, and this MUST be checked when ' +
  'the cryptographic operation is performed"'

const DSA_IS_REFUSED =
  'RFC 5280 §6.1.3(a)(1): the signature is verified "using the working_public_key_algorithm"; which ' +
  "algorithms are supported is the relying party's, and 施行規則2条 knows RSA and ECDSA alone"

const ANCHORS_ISSUE =
  'RFC 5280 §6.1: "certificate 1 is issued by the trust anchor": the anchor is the issuer, not the ' +
  'certificate to be validated'

const DSA_PARAMETERS_INHERITED =
  'RFC 3279 §2.3.2: "If the DSA domain parameters are omitted … and the CA signed the subject ' +
  "certificate using DSA, then the certificate issuer's DSA parameters apply\": a signer's key is " +
  'taken from its own certificate alone, and DSA is refused by default whatever its parameters'

/** The whole list: a case that is not here must come out as its suite says. */
export const EXCLUSIONS: readonly Exclusion[] = [
  {
    suite: 'rfc4134',
    id: '4.6#2',
    clause: DSA_PARAMETERS_INHERITED,
    why: 'the second signer, Diane: her DSA key inherits its parameters; OpenSSL fails too',
  },
  {
    suite: 'pkits',
    id: 'Section1ValidDSASignaturesTest4',
    clause: DSA_IS_REFUSED,
    why: 'signed with DSA: algorithm-dsa-not-allowed, as the README of the suite foresees',
  },
  {
    suite: 'pkits',
    id: 'Section1ValidDSAParameterInheritanceTest5',
    clause: DSA_IS_REFUSED,
    why: 'signed with DSA: algorithm-dsa-not-allowed, as the README of the suite foresees',
  },
  {
    suite: 'boringssl-pki',
    id: 'intermediate-eku-c2pamanifest/c2pamanifest.test',
    clause:
      'C2PA Specification §14.5.1.1 has a profile of its own for the purposes of its certificates; ' +
      'RFC 5280 §4.2.1.12: a certificate "MUST only be used for one of the purposes indicated"',
    why: "the authority's extKeyUsage names none of the leaf's purposes",
  },
  {
    suite: 'boringssl-pki',
    id: 'intermediate-eku-mlsclientauth/mlsclientauth.test',
    clause:
      'RFC 5280 §4.2: "A certificate-using system MUST reject the certificate if it encounters a ' +
      'critical extension it does not recognize"',
    why: 'the leaf has two critical extensions that Messaging Layer Security alone consumes',
  },
  {
    suite: 'boringssl-pki',
    id: 'many-names/ok-all-types.test',
    clause:
      'RFC 5280 §4.2.1.10: "For URIs, the constraint applies to the host part of the name. The ' +
      'constraint MUST be specified as a fully qualified domain name"',
    why: 'its URI constraints are whole URIs (http://test/0): what they constrain is not known',
  },
  {
    suite: 'boringssl-pki',
    id: 'target-has-keycertsign-but-not-ca/main.test',
    clause:
      'RFC 5280 §4.2.1.3: "If the keyCertSign bit is asserted, then the cA bit in the basic ' +
      'constraints extension MUST also be asserted"',
    why: "refused under the profile 'rfc5280'; 'path-only' accepts it",
  },
  ...[
    'target-only/trusted_leaf-and-trust_anchor.test',
    'target-only/trusted_leaf.test',
    'target-selfissued/trusted_leaf-and-trust_anchor.test',
    'target-selfissued/trusted_leaf.test',
  ].map((id) => ({
    suite: 'boringssl-pki',
    id,
    clause: ANCHORS_ISSUE,
    why: 'a pinned leaf that another key signed has no path',
  })),
  {
    suite: 'boringssl-pki/ocsp',
    id: 'good_response_invalid_serial.pem',
    clause: 'X.690 §8.3.2: the first nine bits of an INTEGER "shall not all be ones", nor all zero',
    why: 'the serial number of the certificate, and of the CertID, is not DER',
  },
  {
    suite: 'boringssl-pki/crl',
    id: 'bad_crldp_has_crlissuer.pem',
    clause:
      'RFC 5280 §6.3.3: "If the revocation status has not been determined, repeat the process above ' +
      'with any available CRLs not specified in a distribution point but issued by the certificate ' +
      'issuer"',
    why: "a complete list of the certificate's own issuer, under the same key: it answers",
  },
  {
    suite: 'wycheproof',
    id: 'json_web_signature_test.json#346',
    clause: KEY_FOR_ONE_ALGORITHM,
    why: 'the key says PS256, the header PS384',
  },
  {
    suite: 'wycheproof',
    id: 'json_web_signature_test.json#347',
    clause: KEY_FOR_ONE_ALGORITHM,
    why: 'the key says ES521, the header ES512',
  },
  {
    suite: 'wycheproof',
    id: 'json_web_signature_test.json#350',
    clause: KEY_FOR_ONE_ALGORITHM,
    why: 'the key says PS256, the header PS384',
  },
  {
    suite: 'wycheproof',
    id: 'json_web_signature_test.json#351',
    clause: KEY_FOR_ONE_ALGORITHM,
    why: 'the key says ES521, the header ES512',
  },
]

/** The cases of a suite that are excluded; its test shows that each of them still differs. */
export function excludedFrom(suite: string): ReadonlyMap<string, Exclusion> {
  return new Map(
    EXCLUSIONS.filter((exclusion) => exclusion.suite === suite).map((one) => [one.id, one]),
  )
}
