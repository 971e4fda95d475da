import { CERTIFICATE_KINDS } from '#law/certificate-kind.ts'
import { ok, type Result } from '#kernel/result.ts'
import { type CaConfiguration, readCaConfiguration, refuseRealNames } from './configuration.ts'
import type { AuthorityId } from './contract.ts'
import { type Declared, type DeclarationRefusal, readDeclaration } from './declaration.ts'
import { RESPONDER_VALIDITY_DAYS_MAX } from './lint/authority-rules.ts'
import {
  type AuthoritySuiteId,
  parseAuthoritySuite,
  parseResponderSuite,
  RESPONDER_SUITE,
  type ResponderSuiteId,
} from './suites.ts'

/** A key ceremony as reviewed: everything that will be made, and nothing else. */
export interface Ceremony {
  readonly title: string
  readonly configuration: CaConfiguration
  readonly generations: readonly DeclaredGeneration[]
  /** Life of the responders' certificates made with the generations. */
  readonly responderValidityDays: number
  /** The suite of the responders' keys; P-256 where the file is silent. */
  readonly responderSuite: ResponderSuiteId
}

/**
 * A key generation to make. Its certificate ends with a day in Japan, `validityYears` later less
 * one day.
 */
export interface DeclaredGeneration {
  readonly authority: AuthorityId
  readonly generation: number
  readonly suite: AuthoritySuiteId
  readonly validityYears: number
}

/** Why a ceremony file is not held. */
export type CeremonyFileRefusal = DeclarationRefusal | 'names-of-the-real-service'

const FORMAT = 'shomei-ceremony/1'
const TITLE_LENGTH_MAX = 120
const GENERATIONS_MAX = 8
const GENERATION_NUMBER_MAX = 999
/**
 * The certificates are UTCTime up to 2049 and holders' certificates live six years (spec/jpki.md
 * §2.1, §3.1).
 */
const VALIDITY_YEARS_MIN = 7
const VALIDITY_YEARS_MAX = 20

/** Reads a ceremony from the text of its reviewed file. */
export function parseCeremony(text: string): Result<Ceremony, CeremonyFileRefusal> {
  const read = readDeclaration(text, readCeremony)
  if (!read.ok) return read
  const configuration = refuseRealNames(read.value.configuration)
  return configuration.ok ? ok(read.value) : configuration
}

function readCeremony(whole: Declared): Ceremony {
  const members = whole.object(
    ['format', 'title', 'configuration', 'generations', 'responderValidityDays'],
    ['responderSuite'],
  )
  members.format.text((text) => (text === FORMAT ? text : undefined), `"${FORMAT}"`)
  return {
    title: members.title.text(
      (text) => (text.trim() !== '' && text.length <= TITLE_LENGTH_MAX ? text : undefined),
      `1 to ${TITLE_LENGTH_MAX} characters`,
    ),
    configuration: readCaConfiguration(members.configuration),
    generations: members.generations.list(readGeneration, 1, GENERATIONS_MAX),
    responderValidityDays: members.responderValidityDays.whole(1, RESPONDER_VALIDITY_DAYS_MAX),
    responderSuite:
      members.responderSuite?.text(
        parseResponderSuite,
        '"ecdsa-p256-sha256" or "rsa-2048-sha256"',
      ) ?? RESPONDER_SUITE,
  }
}

function readGeneration(declared: Declared): DeclaredGeneration {
  const members = declared.object(['authority', 'generation', 'suite', 'validityYears'])
  return {
    authority: members.authority.text(
      (text) => CERTIFICATE_KINDS.find((kind) => kind === text),
      '"signature" or "user-authentication"',
    ),
    generation: members.generation.whole(1, GENERATION_NUMBER_MAX),
    suite: members.suite.text(parseAuthoritySuite, '"rsa-2048-sha256" or "ecdsa-p384-sha384"'),
    validityYears: members.validityYears.whole(VALIDITY_YEARS_MIN, VALIDITY_YEARS_MAX),
  }
}
