import type { Difference, JudgeName } from './campaign.ts'
import { partAt, partsOf } from './elements.ts'
import type { PathCase } from './path-case.ts'

/**
 * A kind of case in which a judge and we differ, and why ours is the reading that the standards
 * bear out. Everything given must fit, so that an entry hides no other difference.
 */
interface Explanation {
  readonly judges: readonly JudgeName[]
  /** Our code; `valid` where the judge refuses what we accept. */
  readonly ours: RegExp
  /** Where the judge refuses: its words. Where it accepts: `OK` or `Verified`. */
  readonly said: RegExp
  /** A mutation of the case. */
  readonly label: RegExp
  /** What else must be so. */
  readonly when?: (difference: Difference) => boolean
  /** The clause that bears us out, or the limit that the judge's authors document. */
  readonly because: string
}

const EVERYONE: readonly JudgeName[] = ['openssl', 'gnutls', 'java']
const DECOY_CODES =
  /^(?:issuer-unknown|chain-signature-wrong|authority-(?:not-ca|expired)|status-unavailable)$/
const ACCEPTED = /^(?:OK|Verified)$/
/** A certificate that is not read: the leaf's own, or an authority's that is passed over. */
const UNREAD = /^(?:certificate-malformed|issuer-unknown)$/
const UNREAD_LIST = /^status-unavailable$/

/** Forms that the standards forbid and that we do not read; other parsers are lenient here. */
const FORMS: readonly Explanation[] = [
  form(
    /^der-(?:outer|tbs)-(?:length-padded|indefinite)/,
    'X.690 §10.1: "The definite form of length encoding shall be used, encoded in the minimum number of octets"',
  ),
  form(
    /^der-(?:trailing-octet|tbs-trailing-element)/,
    'RFC 5280 §4.1: a Certificate is one SEQUENCE of three, a TBSCertificate has no further fields',
  ),
  form(/^der-true-as-1/, 'X.690 §11.1: BOOLEAN TRUE has "all eight bits set to one"'),
  form(
    /^der-(?:critical-false|version-1)-encoded|^leaf-basic-constraints=false-encoded|minimum-0-encoded/,
    'X.690 §11.5: a component equal to its default value is not encoded',
  ),
  form(
    /^der-(?:extensions-empty|unique-identifiers)/,
    'RFC 5280 §4.1: Extensions ::= SEQUENCE SIZE (1..MAX); §4.1.2.8: unique identifiers only if v2 or v3',
  ),
  form(
    /^version-(?:4|without-right-to-extensions)|^(?:leaf|authority)-version-1/,
    'RFC 5280 §4.1.2.1: Version is v1, v2 or v3; "when extensions are used … version MUST be 3"',
  ),
  form(
    /^serial=(?:padded|padded-negative|empty)/,
    'X.690 §8.3.2: the first nine bits of an INTEGER are not all equal; §8.3.1: one or more octets',
  ),
  form(/^serial=21-octets/, 'RFC 5280 §4.1.2.2: serial numbers of at most 20 octets'),
  form(
    /^time-form=(?:utc-without-seconds|utc-with-offset|generalized-fraction|generalized-local)/,
    'RFC 5280 §4.1.2.5.1, §4.1.2.5.2: GMT, seconds included, no fraction',
  ),
  form(
    /^time-form=utc-(?:month-13|february-30|leap-second)/,
    'X.680 §47, ISO 8601: a date of the calendar; second 60 stands for no moment of POSIX time',
  ),
  form(
    /^key-usage-form=(?:no-octets|trailing-zero-bits|unused-bits-set|empty)/,
    'X.690 §8.6.2, §11.2.1, §11.2.2: a named bit list ends with a one bit, unused bits are zero',
  ),
  form(
    /^subject-empty|^middle-subject-empty/,
    'RFC 5280 §4.1.2.4, §4.1.2.6: an issuer has a name; with an empty subject "the subjectAltName extension … MUST be critical"',
  ),
  form(
    /^extension-twice/,
    'RFC 5280 §4.2: "A certificate MUST NOT include more than one instance of a particular extension"',
  ),
  form(
    /^extension-malformed/,
    'RFC 5280 §4.2: the octets of a known extension are one DER value of its type',
  ),
  form(
    /^policy-malformed=(?:twice|empty)/,
    'RFC 5280 §4.2.1.4: SEQUENCE SIZE (1..MAX); "A certificate policy OID MUST NOT appear more than once"',
  ),
  form(
    /^policy-malformed=empty-qualifiers/,
    'RFC 5280 §4.2.1.4: policyQualifiers SEQUENCE SIZE (1..MAX)',
  ),
  form(
    /^policy-(?:constraints|inhibit)-form=(?:empty|negative|trailing)/,
    'RFC 5280 §4.2.1.11: SkipCerts is INTEGER (0..MAX), the SEQUENCE is not empty and has no third component',
  ),
  form(
    /^octet-after-signing/,
    'RFC 5280 §4.1.1.2, X.690: what is signed elsewhere or not at all still has its form',
  ),
  form(/^path-length=negative/, 'RFC 5280 §4.2.1.9: pathLenConstraint INTEGER (0..MAX)'),
  form(
    /^name-constraint-form=(?:empty|tag-9)|^name-constraint.*(?:four-octets|split-mask)/,
    'RFC 5280 §4.2.1.10: not an empty sequence, a subtree has a GeneralName; addresses of "8 octets" or 32 "in the style of RFC 4632 (CIDR)"',
  ),
  form(
    /^name-constraint.*five-octets/,
    'RFC 5280 §4.2.1.6: an iPAddress "MUST contain exactly four octets" or sixteen',
  ),
  form(
    /^purpose=\d-(?:leaf|middle)-$/,
    'RFC 5280 §4.2.1.12: SEQUENCE SIZE (1..MAX) OF KeyPurposeId',
  ),
  list(
    /^crl-scope-empty|^crl-scope=none:-:/,
    'RFC 5280 §5.2.5: "MUST NOT issue CRLs where the DER encoding of the issuing distribution point extension is an empty sequence"',
  ),
  {
    ...form(
      /^(?:element|element-after-signing)$/,
      'RFC 5280 §4.1, §4.2, X.690 §10, §11: an element too many, missing, empty or of another type',
    ),
    ours: /^(?:certificate-malformed|issuer-unknown|algorithm-(?:unknown|parameters-wrong))$/,
  },
  {
    ...list(
      /^(?:crl|ocsp)-element$/,
      'RFC 5280 §5.1, RFC 6960 §4.2.1: an element too many, missing (nextUpdate, too), empty or of another type',
    ),
    ours: /^status-(?:unavailable|stale)$/,
  },
  {
    ...list(/^crl-version-1$/, 'RFC 5280 §5.1.2.1: a version 1 list has no extensions'),
    // On its own a version 1 list serves; another mutation gave it extensions.
    when: ({ pathCase }) => pathCase.labels.length > 1,
  },
  list(/^crl-trailing-octet/, 'RFC 5280 §5.1: a CertificateList is one SEQUENCE of three'),
  list(
    /^crl-version-1-with-extensions/,
    'RFC 5280 §5.1.2.1: "When extensions are used … this field MUST be present and MUST specify version 2"',
  ),
]

/** Rules of RFC 5280 §6 that a judge does not apply, or applies to more than it should. */
const PATHS: readonly Explanation[] = [
  {
    judges: ['gnutls', 'openssl', 'java'],
    ours: /^valid$/,
    said: /issuer is unknown|^20@|NAME_CHAINING/,
    label: /^issuer-written-differently/,
    because:
      'RFC 5280 §7.1: names are compared after the string preparation of RFC 4518 (case, spaces, compatibility forms, mapped-to-nothing characters)',
  },
  {
    judges: ['openssl', 'gnutls'],
    ours: /^valid$/,
    said: /^20@|issuer is unknown|No Status found/,
    label: /^key-identifiers=/,
    because:
      'RFC 5280 §4.2.1.1: the key identifier "facilitates certification path construction"; §6.1.3 compares names and verifies signatures alone',
  },
  {
    judges: ['openssl', 'java'],
    ours: /^valid$/,
    said: /^34@|UNRECOGNIZED_CRIT_EXT/,
    label: /^extension-made-critical=2\.5\.29\.(?:14|35|31)/,
    because:
      'RFC 5280 §4.2: a critical extension is refused where it is not recognized; key identifiers and distribution points are (profile rfc5280 refuses the marking)',
  },
  {
    judges: ['openssl', 'gnutls'],
    ours: /^valid$/,
    said: /@anchor|^4[789]@|violates the signer|expired|not yet valid|not a CA/,
    label: /^anchor-(?:limits|is-middle)/,
    because:
      'RFC 5280 §6.1.1(d): a trust anchor is a name and a key; its own certificate is not validated (the door asks for anchorLimits none)',
  },
  {
    judges: ['java'],
    ours: UNREAD_LIST,
    said: ACCEPTED,
    label: /^anchor-limits=(?:usage|not-ca)/,
    because:
      'RFC 5280 §6.3.3(f): the issuer of a CRL asserts cRLSign where it has a keyUsage, anchors included',
  },
  {
    judges: ['gnutls'],
    ours: /^valid$/,
    said: /violates the signer's constraints/,
    label: /^self-issued/,
    because: 'RFC 5280 §6.1.4(l): self-issued certificates do not count; GnuTLS counts them',
  },
  {
    judges: ['gnutls'],
    ours: /^valid$/,
    said: /issuer is unknown/,
    label: /^element$/,
    when: writesIssuerDifferently,
    because: 'RFC 5280 §7.1: names are equal whatever the case of letters; GnuTLS compares octets',
  },
  {
    judges: ['openssl', 'gnutls', 'java'],
    ours: /^valid$/,
    said: /^(?:20|3)@|issuer is unknown|UNDETERMINED_REVOCATION_STATUS/,
    label: /^(?:crl-)?element$/,
    when: hasStrayKeyIdentifier,
    because:
      'RFC 5280 §4.2.1.1, §5.2.1: a key identifier helps to find a key; the name fits and the signature holds',
  },
  {
    judges: ['openssl', 'gnutls'],
    ours: /^(?:valid|policy-not-acceptable)$/,
    said: /./,
    label: /^anchor-is-leaf/,
    because:
      'RFC 5280 §6.1: an anchor is not validated; OpenSSL asks of it whatever it asks of a leaf but policies, and we ask for the policies',
  },
  {
    judges: ['openssl'],
    ours: /^valid$/,
    said: /^1[89]@/,
    label: /^self-issued/,
    because:
      'RFC 5280 §3.2: self-issued is not self-signed; OpenSSL takes one without key identifiers for a root',
  },
  {
    judges: ['openssl'],
    ours: /^valid$/,
    said: /^(?:10|12)@/,
    label: /^time-boundary=0/,
    because: 'RFC 5280 §4.1.2.5: the period is "from notBefore through notAfter, inclusive"',
  },
  {
    judges: ['gnutls', 'java'],
    ours: /^valid$/,
    said: /not a CA|Integer exceeds maximum/,
    label: /^path-length-beyond|^policy-(?:constraints|inhibit)-form=huge/,
    because:
      'RFC 5280 §4.2.1.9, §4.2.1.11, §4.2.1.14: INTEGER (0..MAX) has no upper end; both read machine words',
  },
  {
    judges: ['gnutls', 'openssl'],
    ours: /^valid$/,
    said: /^26@|intended purpose/,
    label: /^purpose=\d-(?:leaf|middle)-37\.0/,
    because:
      'RFC 5280 §4.2.1.12: anyExtendedKeyUsage means no restriction; applications "MAY" ask for the very purpose (keyPurposeNamed)',
  },
  {
    judges: ['gnutls'],
    ours: /^valid$/,
    said: /unknown critical extension/,
    label: /^policy-/,
    because: 'GnuTLS does not process policyConstraints, policyMappings and inhibitAnyPolicy',
  },
  {
    judges: EVERYONE,
    ours: /^algorithm-parameters-wrong$/,
    said: ACCEPTED,
    label: /^scheme-odd=ecdsa-sha256-null/,
    because: 'RFC 5758 §3.2: ECDSA identifiers "MUST omit the parameters field"',
  },
  {
    judges: ['java'],
    ours: /^chain-signature-wrong$/,
    said: ACCEPTED,
    label: /^signature-form=longer/,
    because: 'RFC 8032 §5.1.7: an Ed25519 signature has 64 octets; Java ignores what follows',
  },
]

/** Limits of a judge that have nothing to do with a rule. */
const LIMITS: readonly Explanation[] = [
  {
    judges: ['gnutls', 'java'],
    ours: /^key-usage-wrong$/,
    said: ACCEPTED,
    label: /^leaf-key-usage/,
    because:
      'RFC 5280 §4.2.1.12: a certificate with both extensions "MUST only be used for a purpose consistent with both"; these judges do not compare them',
  },
  {
    judges: ['java'],
    ours: /^valid$/,
    said: /incorrect KeyUsage extension bits/,
    label: /^leaf-key-usage/,
    because:
      'RFC 5280 §4.2.1.3: encipherOnly and decipherOnly without keyAgreement are "undefined"; Java refuses a usage from which it derives no kind of key',
  },
  {
    judges: ['java'],
    ours: /^valid$/,
    said: /critical policy qualifiers present/,
    label: /^policy-qualifiers/,
    because:
      'RFC 5280 §4.2.1.4: a critical extension is refused for a qualifier that is not understood; Java by default (policyQualifiersRejected) for any',
  },
  {
    judges: ['openssl', 'java'],
    ours: /^policy-mapping-of-any$/,
    said: ACCEPTED,
    label: /^policy-mapping-of-any/,
    because:
      'RFC 5280 §6.1.4(a): no mapping from or to anyPolicy, whether or not a policy tree is left',
  },
  {
    judges: ['gnutls', 'java'],
    ours: /^valid$/,
    said: /^Not verified|^error parsing|CertificateParsingException|NAME_CHAINING/,
    label: /^second-(?:path|anchor)/,
    because: 'certtool, and Java where it cannot read it, see only the path that was meant',
  },
  {
    judges: ['java'],
    ours: /^valid$/,
    said: /No installed provider supports this key|InvalidKeyException/,
    label: /^second-anchor-same-name/,
    because: 'Java stops at the first anchor of the name whose key is of another kind',
  },
  {
    judges: ['gnutls'],
    ours: /^valid$/,
    said: /ASN1 parser: Value is not valid/,
    label: /^element$/,
    because: 'certtool reads the values of names where it prints them, and stops at an empty one',
  },
  {
    judges: ['openssl'],
    ours: /^valid$/,
    said: /^(?:7|20)@/,
    label: /^second-path/,
    because: 'OpenSSL follows one issuer of a name and does not come back for another',
  },
  {
    judges: ['gnutls'],
    ours: /^valid$/,
    said: /Unknown Subject Alternative name/,
    label: /^name-constraint.*(?:=|,)(?:dns|email|uri) ?(?:,|$)/,
    because: 'GnuTLS cannot read an alternative name without characters',
  },
  {
    judges: ['gnutls'],
    ours: /^valid$/,
    said: /signature in the certificate is invalid/,
    label: /^scheme-odd=pss-short-salt/,
    because:
      'RFC 4055 §3.1: saltLength DEFAULT 20; GnuTLS does not take the default from its absence',
  },
  {
    judges: ['openssl'],
    ours: /^valid$/,
    said: /certificate\.pem: good/,
    label: /^ocsp-other-answer-too/,
    because:
      'RFC 6960 §4.2.1: answers for certificates of several issuers may share a response; OpenSSL wants one issuer',
  },
]

/** nameConstraints (RFC 5280 §4.2.1.10), where the other judges do less or read bases otherwise. */
const NAMES: readonly Explanation[] = [
  {
    judges: EVERYONE,
    ours: /^name-(?:excluded|not-permitted)$/,
    said: ACCEPTED,
    label:
      /^name-constraint.*uri (?:http:\/\/192|http:\/\/\[|urn:|\/\/host|http:\/\/example\.org\/@).*[-+]uri/,
    because:
      'RFC 5280 §4.2.1.10: a URI without an authority, or whose host is an address: "the application MUST reject the certificate"',
  },
  {
    judges: EVERYONE,
    ours: /^name-constraint-malformed$/,
    said: ACCEPTED,
    label: /^name-constraint.*[-+](?:uri (?:http:|,|$)|dns [*.])/,
    because:
      'RFC 5280 §4.2.1.10: a base is a host or domain name, without scheme or wildcard, and only URI and mail bases begin with a period; what cannot be processed is refused',
  },
  {
    judges: EVERYONE,
    ours: /^name-constraint-unsupported$/,
    said: ACCEPTED,
    label: /^name-constraint(?:=other|=registered|-form=(?:minimum-1|maximum-5))/,
    because:
      'RFC 5280 §4.2.1.10: minimum is 0 and maximum absent; forms that are not processed are refused where a name of the form appears',
  },
  {
    judges: ['gnutls'],
    ours: /^name-(?:excluded|not-permitted)$/,
    said: ACCEPTED,
    label: /^name-constraint.*[-+](?:directory|uri|registered)/,
    because: 'GnuTLS checks DNS names, mail addresses and IP addresses alone',
  },
  {
    judges: ['gnutls'],
    ours: /^valid$/,
    said: /violates the signer's constraints/,
    label: /^name-constraint.*[-+](?:directory|uri|registered|other)/,
    because: 'GnuTLS refuses what lies under constraints of forms that it does not check',
  },
  {
    judges: ['java'],
    ours: /.*/,
    said: /CertificateParsingException|StringIndexOutOfBounds|IOException/,
    label: /^name-constraint.*[-+](?:dns ?(?:,|$|\*)|email ?(?:,|$)|uri ?(?:,|$|http)|email \.)/,
    because: 'Java cannot read empty bases and bases with a scheme',
  },
  {
    judges: ['gnutls', 'java', 'openssl'],
    ours: /^valid$/,
    said: /violates the signer|(?:Non-zero minimum|Maximum) (?:BaseDistance)?|^49@/,
    label: /^name-constraint-form=(?:minimum-1|maximum-5)/,
    because:
      'RFC 5280 §4.2.1.10: such bounds are processed or refused "for a name form that appears in a subsequent certificate"; none does',
  },
  {
    judges: ['gnutls', 'java'],
    ours: /^name-not-permitted$/,
    said: ACCEPTED,
    label: /^name-constraint.*(?:=|,)ip (?:2001.*\+ip (?!2001)|192.*\+ip 2001)/,
    because:
      'RFC 5280 §4.2.1.10: permitted subtrees restrict the name form iPAddress; an IPv6 address lies in no IPv4 range, nor the other way',
  },
  {
    judges: ['openssl'],
    ours: /^(?:valid|name-(?:excluded|not-permitted))$/,
    said: /^OK$|^4[78]@/,
    label: /^name-constraint.*(?:=|,)uri http:\/\/HOST\.example\.com\?x.*[-+]uri/,
    because:
      'RFC 3986 §3.2: the authority of a URI ends with "/", "?" or "#"; OpenSSL sees "/" alone',
  },
  {
    judges: ['java'],
    ours: /^(?:valid|name-excluded)$/,
    said: /INVALID_NAME|^OK$/,
    label: /^name-constraint.*(?:=|,)ip .*[-+]ip (?:0\/0|host-bits)/,
    because:
      'RFC 5280 §4.2.1.10: the mask of RFC 4632 says which bits of the base count; 8 octets are of IPv4 alone',
  },
  {
    judges: ['java', 'gnutls'],
    ours: /^valid$/,
    said: /INVALID_NAME|violates the signer/,
    label: /^name-constraint(?!.*(?:^|[=,])dns ).*[-+]dns/,
    because:
      'RFC 5280 §4.2.1.10: DNS constraints apply to dNSNames; Java and GnuTLS take the common name for one where there is none',
  },
  {
    judges: ['java'],
    ours: /^name-not-permitted$/,
    said: ACCEPTED,
    label: /^name-constraint.*\+email holder@/i,
    because:
      'RFC 5280 §4.2.1.10: a base with a mailbox is that mailbox alone, its local part compared exactly',
  },
  {
    judges: ['java'],
    ours: /^valid$/,
    said: /INVALID_NAME/,
    label: /^name-constraint.*-email HOLDER/,
    because:
      'RFC 5280 §7.5: the local part of an address is compared exactly, upper and lower case',
  },
  {
    judges: ['openssl', 'java'],
    ours: /^(?:valid|name-excluded)$/,
    said: /^OK$|^4[78]@/,
    label: /^name-constraint.*[-+](?:email|uri) (?:,|$)/,
    because:
      'RFC 5280 §4.2.1.10 gives the empty base no meaning of its own: ours lies above every name, as the empty DNS base does; for OpenSSL it is above none',
  },
  {
    judges: EVERYONE,
    ours: /^name-(?:excluded|not-permitted)$/,
    said: ACCEPTED,
    label:
      /^name-constraint.*(?:email (?:a@b@|"a@b"|example\.com)|dns (?:\.example|host\.example\.com\.|\*|,|$)).*[-+](?:email|dns)/,
    because:
      'RFC 5280 §4.2.1.6: an rfc822Name is a Mailbox, a dNSName in preferred name syntax; a name that is neither fits no constraint',
  },
]

/** Revocation (RFC 5280 §5, §6.3; RFC 6960). */
const STATUS: readonly Explanation[] = [
  {
    judges: ['openssl'],
    ours: /^valid$/,
    said: /^(?:44|3|36)@anchor/,
    label: /^crl-/,
    because:
      'RFC 5280 §6.1: the anchor is no part of the path and its status is not asked; -crl_check_all asks',
  },
  {
    judges: ['java'],
    ours: /^valid$/,
    said: /UNDETERMINED_REVOCATION_STATUS/,
    label: /^crl-indirect=(?:clear|listed):marked/,
    because:
      'RFC 5280 §6.3.3(f): the anchor may issue the indirect CRL; Java seeks its certificate, and an anchor is a name and a key',
  },
  {
    judges: ['openssl', 'java'],
    ours: /^valid$/,
    said: /^3@|UNDETERMINED_REVOCATION_STATUS/,
    label: /^crl-key-identifier=other|^key-identifiers=(?:subject|authority)-other/,
    because:
      'RFC 5280 §5.2.1: the key identifier helps to find the key; §6.3.3(g) validates the signature, which holds',
  },
  {
    judges: ['openssl', 'gnutls'],
    ours: /^valid$/,
    said: /^23@|is revoked/,
    label: /^crl-revoked-later/,
    because:
      'RFC 5280 §5.1.2.6: the entry gives "the date on which the revocation occurred", after the moment asked for',
  },
  {
    judges: ['gnutls', 'java'],
    ours: /^valid$/,
    said: /is revoked|has been revoked/,
    label: /^crl-delta=removed/,
    because: 'RFC 5280 §5.2.4: a delta takes a hold back; GnuTLS and Java read no deltas',
  },
  {
    judges: ['java', 'openssl'],
    ours: /^revoked$/,
    said: ACCEPTED,
    label: /^crl-delta=revoked/,
    because:
      'RFC 5280 §5.2.4: a signed delta says "revoked" even where it cannot complete the list at hand; Java reads no deltas',
  },
  {
    judges: ['openssl', 'java'],
    ours: /^status-stale$/,
    said: ACCEPTED,
    label: /^crl-without-next-update/,
    because: 'RFC 5280 §5.1.2.5: nextUpdate "MUST" be there; without it a list is of no known age',
  },
  {
    judges: ['openssl'],
    ours: /^(?:revoked|status-unavailable)$/,
    said: ACCEPTED,
    label: /^crl-(?:revoked-odd-reason=8|entry-twice)/,
    because:
      'RFC 5280 §5.3.1: removeFromCRL "may only appear in delta CRLs"; in a complete list it takes back nothing',
  },
  {
    judges: ['openssl'],
    ours: /^valid$/,
    said: /^35@/,
    label: /^decoy-not-ca/,
    when: ({ pathCase }) => pathCase.labels.some((label) => label.startsWith('key-usage-without')),
    because:
      'RFC 5280 §6.3.3(f): a list may be signed under another valid certificate of its issuer, which asserts cRLSign',
  },
  {
    judges: ['openssl'],
    ours: /^status-stale$/,
    said: ACCEPTED,
    label: /^ocsp-without-next-update/,
    because:
      'RFC 6960 §4.2.2.1: without nextUpdate "newer revocation information is available all the time"',
  },
  {
    judges: ['java'],
    ours: /^valid$/,
    said: /validity interval is out-of-date/,
    label: /^ocsp-other-answer-too/,
    because:
      'RFC 6960 §3.2: the dates of the answer in question count, not those of its neighbours',
  },
  {
    judges: ['java'],
    ours: /^valid$/,
    said: /UNDETERMINED_REVOCATION_STATUS/,
    label: /^crl-delta=/,
    when: ({ pathCase }) =>
      pathCase.labels.some((label) => /^crl-(?:without-next-update|expired)$/.test(label)),
    because: 'RFC 5280 §5.2.4: the list that a delta completes is as fresh as the delta',
  },
  {
    judges: ['openssl'],
    ours: UNREAD_LIST,
    said: ACCEPTED,
    label: /^crl-(?:entry-)?critical-unknown/,
    when: ({ pathCase }) => pathCase.labels.some((label) => label.startsWith('crl-delta=removed')),
    because:
      'RFC 5280 §5.2, §5.3: a list with an unknown critical extension is not used; OpenSSL does not look at it once a delta removes the entry',
  },
  {
    judges: ['java'],
    ours: UNREAD_LIST,
    said: ACCEPTED,
    label: /^crl-entry-critical-unknown/,
    because:
      'RFC 5280 §5.3: with an unknown critical entry extension the list is not used "to determine the status of any certificates"',
  },
  {
    judges: ['openssl'],
    ours: UNREAD_LIST,
    said: ACCEPTED,
    label: /^crl-sha1/,
    because: '-auth_level weighs the signatures of certificates, not of CRLs',
  },
  {
    judges: ['openssl', 'java'],
    ours: /^valid$/,
    said: /No Status found|does not include a response/,
    label: /^ocsp-certificate-id-sha256/,
    because: 'RFC 6960 §4.1.1: the CertID names its own hash; both look for a SHA-1 one',
  },
  {
    judges: ['openssl'],
    ours: UNREAD_LIST,
    said: ACCEPTED,
    label: /^ocsp-critical-unknown/,
    because: 'RFC 6960 §4.4: an unrecognized critical extension is not passed over',
  },
  {
    judges: ['java'],
    ours: UNREAD_LIST,
    said: ACCEPTED,
    label: /^ocsp-delegate-critical-unknown/,
    because: 'RFC 5280 §4.2: a certificate with an unrecognized critical extension is rejected',
  },
  {
    judges: ['java', 'openssl'],
    ours: UNREAD_LIST,
    said: ACCEPTED,
    label: /^ocsp-delegate-key-usage/,
    because:
      'RFC 5280 §4.2.1.3: digitalSignature is for "verifying digital signatures, other than signatures on certificates … and CRLs"',
  },
  {
    judges: ['java', 'openssl'],
    ours: /^revoked$/,
    said: ACCEPTED,
    label: /^ocsp-two-answers/,
    because: 'RFC 6960 §4.2.1: of two answers for one certificate the revocation stands',
  },
  {
    judges: ['java'],
    ours: /^valid$/,
    said: /Unable to verify OCSP Response's signature/,
    // Signed after the change: what Java misses is the responder's name, not the signature.
    label: /^ocsp-element/,
    because:
      'RFC 5280 §7.1: a responder named in another string type is the same; Java compares octets',
  },
  {
    judges: ['java'],
    ours: /^valid$/,
    said: /Unable to verify OCSP Response's signature/,
    label: /^ocsp-signed-by-authority/,
    because:
      'RFC 6960 §4.2.2.2: the issuer itself may sign; Java seeks the anchor by certificate, and an anchor is a name and a key',
  },
  {
    judges: ['openssl'],
    ours: /^valid$/,
    said: /No Status found/,
    label: /^issuer-written-differently/,
    because:
      'RFC 6960 §4.1.1: issuerNameHash is over the name as the certificate writes it; the answer names the same key and serial, under an equal name',
  },
]

const EXPLANATIONS = [...FORMS, ...PATHS, ...LIMITS, ...NAMES, ...STATUS]

/** Why a judge may differ here; `undefined` where nothing explains it, or nothing differs. */
export function explanationOf(difference: Difference): string | undefined {
  const { judge, ours, theirs, pathCase } = difference
  if (keepsOtherPolicies(difference)) return OTHER_POLICIES
  if (ours.verdict === theirs.verdict) return undefined
  const hasDecoy = pathCase.labels.some((label) => /^(?:decoy|second-path|self-issued)/.test(label))
  // Where the path meant fails, a decoy may be what is left to report on: any refusal's entry fits.
  const isObscured = hasDecoy && DECOY_CODES.test(ours.code)
  const fits = (code: RegExp): boolean => (isObscured ? !code.test('valid') : code.test(ours.code))
  return EXPLANATIONS.find(
    ({ judges, ours: code, said, label, when }) =>
      judges.includes(judge) &&
      fits(code) &&
      said.test(theirs.said) &&
      pathCase.labels.some((one) => label.test(one)) &&
      (when?.(difference) ?? true),
  )?.because
}

const OTHER_POLICIES =
  "RFC 5280 §6.1.5(g)(iii): policies outside the user-initial-policy-set are deleted, and under anyPolicy those of it are added that are no node of the anchor's domain; Java errs in both where policies were mapped"

/** The encoded identifier of anyPolicy. */
const ANY_POLICY = Buffer.of(0x06, 0x04, 0x55, 0x1d, 0x20, 0x00)

function keepsOtherPolicies({ judge, ours, theirs, pathCase }: Difference): boolean {
  const { initialPolicySet } = pathCase.asked
  const { policies } = theirs
  if (judge !== 'java' || theirs.verdict !== 'valid' || initialPolicySet === 'any') return false
  if (policies === undefined) return false
  if (policies.some((policy) => !initialPolicySet.includes(policy))) return true
  const lacks = policies.length < ours.policies.length
  const onlyLacks = lacks && policies.every((policy) => ours.policies.includes(policy))
  return onlyLacks && Buffer.from(pathCase.leaf).includes(ANY_POLICY)
}

/** Whether an issuer is written in other octets than every subject, equal as it may be. */
function writesIssuerDifferently({ pathCase }: Difference): boolean {
  const fields = [...pathCase.anchors, ...pathCase.intended].map((octets) =>
    partsOf(partAt(partsOf(octets), 0).der),
  )
  const nameAt = (place: number): readonly string[] =>
    fields.map((parts) => Buffer.from(parts[place]?.der ?? []).toString('hex'))
  const subjects = nameAt(SUBJECT_PLACE)
  return nameAt(ISSUER_PLACE).some((issuer) => !subjects.includes(issuer))
}

/** Places in a TBSCertificate that has a version. */
const ISSUER_PLACE = 3
const SUBJECT_PLACE = 5

/** The OCTET STRING of an authorityKeyIdentifier with a SHA-1 keyIdentifier, up to that. */
const KEY_IDENTIFIER = Buffer.of(0x55, 0x1d, 0x23, 0x04, 0x18, 0x30, 0x16, 0x80, 0x14)

/** Whether a certificate or CRL names a key by an identifier that no certificate carries. */
function hasStrayKeyIdentifier({ pathCase }: Difference): boolean {
  const { anchors, intended, crls } = pathCase
  const certificates = [...anchors, ...intended]
  return [...certificates, ...crls].some((octets) => {
    const own = Buffer.from(octets)
    const at = own.indexOf(KEY_IDENTIFIER)
    if (at < 0) return !isOfRoot(octets, pathCase)
    const identifier = own.subarray(at + KEY_IDENTIFIER.length, at + KEY_IDENTIFIER.length + 20)
    return !certificates.some((one) => one !== octets && Buffer.from(one).includes(identifier))
  })
}

function isOfRoot(octets: Uint8Array, { anchors }: PathCase): boolean {
  return anchors.includes(octets)
}

function form(label: RegExp, because: string): Explanation {
  return { judges: EVERYONE, ours: UNREAD, said: ACCEPTED, label, because }
}

function list(label: RegExp, because: string): Explanation {
  return { judges: EVERYONE, ours: UNREAD_LIST, said: ACCEPTED, label, because }
}
