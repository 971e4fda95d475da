import type { AuthorityId } from './contract.ts'
import { type Declared, type DeclarationRefusal, readDeclaration } from './declaration.ts'
import {
  isArcOfTheRealService,
  isHostOfTheRealService,
  isNameOfTheRealService,
} from './forbidden-names.ts'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'

/**
 * Names, identifiers and addresses of a deployment: everything of the profile that is not the same
 * everywhere (spec/jpki.md, "One hard rule"). Only `parseCaConfiguration` makes one.
 */
export interface CaConfiguration {
  /**
   * Arc under which policies (`.1.1.20`, `.1.3.30`) and certified items (`.5.1` to `.5.6`) are
   * numbered.
   */
  readonly oidArc: string
  /** The CPS qualifier of every certificate policy. */
  readonly cpsUrl: string
  /** O of every issuing name, and the OU that names the operator. */
  readonly organization: string
  readonly operator: string
  /** The same two in Japanese, for issuerAltName and the authority's subjectAltName. */
  readonly organizationJa: string
  readonly operatorJa: string
  readonly authorities: Readonly<Record<AuthorityId, AuthorityNames>>
  readonly crl: CrlSettings
}

/** What names one authority under the common names. */
export interface AuthorityNames {
  /** OU: `… for digital signature`. */
  readonly unit: string
  /** OU in Japanese: `…署名用`. */
  readonly unitJa: string
  /**
   * The address in authorityInfoAccess; only the user-authentication kind has one (spec/jpki.md
   * §2.2, §2.3).
   */
  readonly ocspUrl: string | undefined
}

/**
 * Which lists there are and how long each serves. Our choice (spec/jpki.md §2.4): refreshed daily,
 * nextUpdate 25 to 48 h ahead.
 */
export interface CrlSettings {
  /** A complete list older than this is replaced although nothing changed. */
  readonly refreshHours: number
  /**
   * nextUpdate = thisUpdate + this. What it exceeds `refreshHours` by is the overlap: how long
   * lists may fail to be made before verifiers have none.
   */
  readonly validityHours: number
  /** Where lists are found by HTTP; without, no list says where its deltas are. */
  readonly url: string | undefined
  /** Whether there is a list of each whole authority beside those of its municipalities. */
  readonly wholeAuthority: boolean
  /** The authority that signs an indirect list over both, if there is one. */
  readonly indirectBy: AuthorityId | undefined
  readonly deltas: DeltaSettings | undefined
}

/** Lists of what changed since a complete one (RFC 5280 §5.2.4). */
export interface DeltaSettings {
  /** A delta follows the last after this, whether something changed or not. */
  readonly everyMinutes: number
  /** nextUpdate = thisUpdate + this. */
  readonly validityMinutes: number
  /** Entries from which a municipality's list has deltas; a shorter one is replaced as a whole. */
  readonly fromEntries: number
}

/** Why a configuration is not used. */
export type CaConfigurationRefusal = DeclarationRefusal | 'names-of-the-real-service'

/** RFC 5280 Appendix A: ub-organization-name and ub-organizational-unit-name. */
const NAME_LENGTH_MAX = 64
const URL_LENGTH_MAX = 256

/** Reads a configuration from the text of a declaration file. */
export function parseCaConfiguration(
  text: string,
): Result<CaConfiguration, CaConfigurationRefusal> {
  const read = readDeclaration(text, readCaConfiguration)
  return read.ok ? refuseRealNames(read.value) : read
}

/**
 * Reads the configuration's members; names of the real service are for `refuseRealNames` to find.
 */
export function readCaConfiguration(whole: Declared): CaConfiguration {
  const members = whole.object([
    'oidArc',
    'cpsUrl',
    'organization',
    'operator',
    'organizationJa',
    'operatorJa',
    'authorities',
    'crl',
  ])
  const authorities = members.authorities.object(['signature', 'user-authentication'])
  return {
    oidArc: members.oidArc.text(parseArc, 'a dotted arc whose numbers fit 63 bits'),
    cpsUrl: members.cpsUrl.text(parseUrl, 'an http or https URL'),
    organization: readName(members.organization),
    operator: readName(members.operator),
    organizationJa: readName(members.organizationJa),
    operatorJa: readName(members.operatorJa),
    authorities: {
      signature: readAuthority(authorities.signature, false),
      'user-authentication': readAuthority(authorities['user-authentication'], true),
    },
    crl: readCrl(members.crl),
  }
}

/** Refuses a configuration whose certificates could be mistaken for the real service's. */
export function refuseRealNames(
  configuration: CaConfiguration,
): Result<CaConfiguration, 'names-of-the-real-service'> {
  const { authorities, cpsUrl, oidArc, organization, organizationJa } = configuration
  const each = Object.values(authorities)
  const names = [
    organization,
    organizationJa,
    configuration.operator,
    configuration.operatorJa,
    ...each.flatMap(({ unit, unitJa }) => [unit, unitJa]),
  ]
  const name = names.find(isNameOfTheRealService)
  if (name !== undefined) return refuse('names-of-the-real-service', { found: name })
  if (isArcOfTheRealService(oidArc)) return refuse('names-of-the-real-service', { found: oidArc })
  const urls = [
    cpsUrl,
    ...each.flatMap(({ ocspUrl }) => ocspUrl ?? []),
    ...(configuration.crl.url === undefined ? [] : [configuration.crl.url]),
  ]
  const url = urls.find((text) => isHostOfTheRealService(new URL(text).hostname))
  return url === undefined ? ok(configuration) : refuse('names-of-the-real-service', { found: url })
}

function readAuthority(declared: Declared, hasOcspUrl: boolean): AuthorityNames {
  if (!hasOcspUrl) {
    const { unit, unitJa } = declared.object(['unit', 'unitJa'])
    return { unit: readName(unit), unitJa: readName(unitJa), ocspUrl: undefined }
  }
  const { unit, unitJa, ocspUrl } = declared.object(['unit', 'unitJa', 'ocspUrl'])
  return {
    unit: readName(unit),
    unitJa: readName(unitJa),
    ocspUrl: ocspUrl.text(parseUrl, 'an http or https URL'),
  }
}

function readCrl(declared: Declared): CrlSettings {
  const members = declared.object(
    ['refreshHours', 'validityHours'],
    ['url', 'wholeAuthority', 'indirectBy', 'deltas'],
  )
  const { refreshHours, validityHours, url, wholeAuthority, indirectBy, deltas } = members
  const refresh = refreshHours.whole(1, 168)
  return {
    refreshHours: refresh,
    validityHours: validityHours.whole(refresh + 1, 336),
    url: url?.text(parseUrl, 'an http or https URL'),
    wholeAuthority: wholeAuthority?.whole(0, 1) === 1,
    indirectBy: indirectBy?.text(parseCertificateKind, '"signature" or "user-authentication"'),
    deltas: deltas && readDeltas(deltas),
  }
}

function readDeltas(declared: Declared): DeltaSettings {
  const members = declared.object(['everyMinutes', 'validityMinutes', 'fromEntries'])
  const everyMinutes = members.everyMinutes.whole(1, 1_440)
  return {
    everyMinutes,
    validityMinutes: members.validityMinutes.whole(everyMinutes + 1, 2_880),
    fromEntries: members.fromEntries.whole(1, 1_000_000),
  }
}

function parseCertificateKind(text: string): AuthorityId | undefined {
  return CERTIFICATE_KINDS.find((kind) => kind === text)
}

function readName(declared: Declared): string {
  return declared.text(
    (text) =>
      text === text.trim() && text.length > 0 && Array.from(text).length <= NAME_LENGTH_MAX
        ? text
        : undefined,
    `1 to ${NAME_LENGTH_MAX} characters, no space at either end`,
  )
}

/** GnuTLS reads arcs up to 64 bits only (docs/decisions/0007), so no X.667 UUID arcs. */
function parseArc(text: string): string | undefined {
  if (
    text.length > 64 ||
    !/^(?:[01]\.(?:[0-9]|[1-3]\d)|2\.(?:0|[1-9]\d*))(?:\.(?:0|[1-9]\d*))+$/.test(text)
  )
    return undefined
  return text.split('.').every((arc) => BigInt(arc) < 1n << 63n) ? text : undefined
}

function parseUrl(text: string): string | undefined {
  if (text.length > URL_LENGTH_MAX || !/^https?:\/\/[!-~]+$/.test(text)) return undefined
  return URL.canParse(text) ? text : undefined
}
