import type { Certificate } from '#codec/x509/certificate.ts'
import type { GeneralSubtree, NameConstraints } from '#codec/x509/constraints.ts'
import type { GeneralName } from '#codec/x509/general-name.ts'
import { ATTRIBUTE, OID } from '#codec/x509/oids.ts'
import {
  constrainedName,
  type ConstrainedName,
  type Constraint,
  constraintOf,
  liesWithin,
  touches,
} from './constraint-match.ts'
import type { FirstAndFurther } from './first-and-further.ts'
import { type Spending, spendNameComparisons } from './path-budget.ts'

/** Why the names of a certificate, or the constraints themselves, are refused. */
export type NameConstraintRefusal =
  | 'name-not-permitted'
  | 'name-excluded'
  | 'name-constraint-unsupported'
  | 'name-constraint-malformed'
  | 'path-budget-exhausted'

/** The subtrees that one authority set for all certificates below it, by name form. */
export type ConstraintSet = ReadonlyMap<GeneralName['kind'], FormConstraints>

interface FormConstraints {
  readonly permitted: readonly Constraint[]
  readonly excluded: readonly Constraint[]
  /** Whether a permitted subtree was set at all, so that a name must lie in one. */
  readonly isLimited: boolean
  /** Whether a subtree is of a form, or with a minimum or maximum, that is not processed. */
  readonly isUnsupported: boolean
}

/**
 * One authority's constraints, prepared once. A subtree without the syntax of its form is refused
 * at once: what it was meant to keep out is not known.
 */
export function constraintSet(
  constraints: NameConstraints,
): ConstraintSet | 'name-constraint-malformed' {
  const known = PREPARED_SETS.get(constraints)
  if (known !== undefined) return known
  const prepared = prepareSet(constraints)
  PREPARED_SETS.set(constraints, prepared)
  return prepared
}

/** Held weakly: what was prepared lives no longer than its certificate. */
const PREPARED_SETS = new WeakMap<NameConstraints, ConstraintSet | 'name-constraint-malformed'>()

function prepareSet(constraints: NameConstraints): ConstraintSet | 'name-constraint-malformed' {
  const forms = new Map<GeneralName['kind'], FormConstraints>()
  const all = [...constraints.permitted, ...constraints.excluded]
  for (const { base } of all)
    if (!forms.has(base.kind)) {
      const permitted = subtreesOf(constraints.permitted, base.kind)
      const excluded = subtreesOf(constraints.excluded, base.kind)
      if (permitted === undefined || excluded === undefined) return 'name-constraint-malformed'
      forms.set(base.kind, {
        permitted: permitted.constraints,
        excluded: excluded.constraints,
        isLimited: permitted.isAny,
        isUnsupported: permitted.isUnsupported || excluded.isUnsupported,
      })
    }
  return forms
}

/**
 * Steps (b) and (c) of RFC 5280 §6.1.3: every name of the certificate lies within what each
 * authority above it permits and in nothing that one of them excludes. The caller passes over
 * self-issued certificates that are not the last, and keeps what was prepared.
 */
export function checkNames(
  certificate: Certificate,
  sets: readonly ConstraintSet[],
  spending: Spending,
  prepared: PreparedNames,
): NameFinding | undefined {
  if (sets.length === 0) return undefined
  const names = namesOf(certificate, prepared)
  for (const set of sets) {
    if (!spendNameComparisons(spending, comparisons(names, set)))
      return { refusal: 'path-budget-exhausted', form: undefined }
    for (const name of names) {
      const refusal = checkName(name, set.get(name.kind))
      if (refusal !== undefined) return { refusal, form: name.kind }
    }
  }
  return undefined
}

/** Why a certificate's names are refused, and the form of the first such name. */
export interface NameFinding {
  readonly refusal: NameConstraintRefusal
  readonly form: GeneralName['kind'] | undefined
}

interface Subtrees {
  readonly constraints: readonly Constraint[]
  readonly isAny: boolean
  readonly isUnsupported: boolean
}

function subtreesOf(
  subtrees: readonly GeneralSubtree[],
  form: GeneralName['kind'],
): Subtrees | undefined {
  const constraints: Constraint[] = []
  let [isAny, isUnsupported] = [false, !isProcessed(form)]
  for (const subtree of subtrees) {
    if (subtree.base.kind !== form) continue
    isAny = true
    // RFC 5280 §4.2.1.10: other values of minimum and maximum are processed, or the certificate
    // with a name of that form is refused.
    if (subtree.minimum !== 0 || subtree.maximum !== undefined) isUnsupported = true
    if (!isProcessed(form)) continue
    const constraint = constraintOf(subtree)
    if (constraint === undefined) return undefined
    constraints.push(constraint)
  }
  return { constraints, isAny, isUnsupported }
}

function isProcessed(form: GeneralName['kind']): boolean {
  switch (form) {
    case 'directoryName':
    case 'dNSName':
    case 'rfc822Name':
    case 'uniformResourceIdentifier':
    case 'iPAddress':
      return true
    case 'otherName':
    case 'registeredID':
    case 'x400Address':
    case 'ediPartyName':
      return false
  }
}

/** The names of one certificate, prepared. */
export type CertificateNames = readonly CertificateName[]

/** The names prepared so far, by certificate. */
export type PreparedNames = Pick<FirstAndFurther<Certificate, CertificateNames>, 'get' | 'set'>

/** A name of a certificate; `prepared` is `undefined` where it has not the syntax of its form. */
interface CertificateName {
  readonly kind: GeneralName['kind']
  readonly prepared: ConstrainedName | undefined
}

/**
 * The names to which constraints apply (RFC 5280 §4.2.1.10): the subject where it is not empty,
 * every subjectAltName, the internationalised mailbox of RFC 9598 §6 as a mailbox too, and the
 * subject's emailAddress where "the certificate does not include a subject alternative name".
 */
function namesOf(certificate: Certificate, prepared: PreparedNames): CertificateNames {
  const known = prepared.get(certificate)
  if (known !== undefined) return known
  const names = prepareNames(certificate)
  prepared.set(certificate, names)
  return names
}

function prepareNames({ subject, extensions }: Certificate): CertificateNames {
  const names: CertificateName[] = []
  const add = (general: GeneralName): void => {
    names.push({ kind: general.kind, prepared: constrainedName(general) })
  }
  if (subject.relativeNames.length > 0) add({ kind: 'directoryName', name: subject })
  for (const general of extensions.subjectAltName ?? []) {
    add(general)
    if (general.kind === 'otherName' && general.oid === OID.smtpUtf8Mailbox)
      add({ kind: 'rfc822Name', text: general.text ?? '' })
  }
  if (extensions.subjectAltName === undefined)
    for (const attribute of subject.relativeNames.flat())
      if (attribute.oid === ATTRIBUTE.emailAddress)
        add({ kind: 'rfc822Name', text: attribute.form === 'other' ? '' : attribute.text })
  return names
}

function comparisons(names: CertificateNames, set: ConstraintSet): number {
  let count = 0
  for (const { kind } of names) {
    const constraints = set.get(kind)
    if (constraints !== undefined)
      count += constraints.permitted.length + constraints.excluded.length
  }
  return count
}

function checkName(
  { prepared }: CertificateName,
  constraints: FormConstraints | undefined,
): NameConstraintRefusal | undefined {
  if (constraints === undefined) return undefined
  if (constraints.isUnsupported) return 'name-constraint-unsupported'
  // A name that cannot be read is in no permitted subtree, and may be in an excluded one.
  if (prepared === undefined) return constraints.isLimited ? 'name-not-permitted' : 'name-excluded'
  if (constraints.excluded.some((excluded) => touches(prepared, excluded))) return 'name-excluded'
  const isPermitted = constraints.permitted.some((permitted) => liesWithin(prepared, permitted))
  return constraints.isLimited && !isPermitted ? 'name-not-permitted' : undefined
}
