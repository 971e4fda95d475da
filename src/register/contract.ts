import type { Brand } from '#kernel/brand.ts'
import type { CivilDate } from '#kernel/civil-date.ts'
import type { Instant } from '#kernel/instant.ts'

/**
 * The register's own reference to one person (never the 個人番号): `R` and ten digits. Opaque to
 * everyone else.
 */
export type ResidentId = Brand<string, 'ResidentId'>

/** Reads a `ResidentId`; `undefined` for anything else. */
export function parseResidentId(text: string): ResidentId | undefined {
  return /^R\d{10}$/.test(text) ? (text as ResidentId) : undefined
}

/** The register's reference to one household (世帯): `H` and ten digits. */
export type HouseholdId = Brand<string, 'HouseholdId'>

/** Reads a `HouseholdId`; `undefined` for anything else. */
export function parseHouseholdId(text: string): HouseholdId | undefined {
  return /^H\d{10}$/.test(text) ? (text as HouseholdId) : undefined
}

/**
 * A municipality, or a ward of a designated city: its code (全国地方公共団体コード) and its names, as
 * addresses and as certificates carry them.
 */
export interface Municipality {
  /** Five digits, without the check digit. */
  readonly code: string
  readonly codeWithCheckDigit: string
  readonly prefecture: string
  readonly prefectureKana: string
  /** `Kanagawa-ken` */
  readonly prefectureRomaji: string
  /** What stands in an address after the prefecture: `愛知郡愛荘町`, `横浜市中区`. */
  readonly name: string
  readonly kana: string
  /** `Yokohama-shi-Naka-ku` */
  readonly nameRomaji: string
  /** The name without district (郡) or designated city: `愛荘町`, `中区`. */
  readonly place: string
  readonly placeKana: string
}

/** 性別, as the resident record holds it. */
export type Sex = 'male' | 'female' | 'unknown'

/**
 * 基本4情報 as the resident record holds them (spec/jpki.md §2.3): personal data, never logged.
 * `…Substitutions` has one `0` or `1` per character: `1` where a 代替文字 stands for a 外字.
 */
export interface BasicItems {
  readonly name: string
  readonly nameSubstitutions: string
  readonly address: string
  readonly addressSubstitutions: string
  readonly birthDate: CivilDate
  readonly sex: Sex
}

/** 続柄: what a person is to the head of the household (世帯主). */
export const RELATIONS = ['head', 'spouse', 'child', 'parent', 'grandchild', 'other'] as const

/** One of `RELATIONS`. */
export type Relation = (typeof RELATIONS)[number]

/** A name beside the name: as the record writes it, its flags as in `BasicItems`, its フリガナ. */
export interface RecordedName {
  readonly name: string
  readonly nameSubstitutions: string
  readonly kana: string
}

/** One person of the synthetic register with what the law asks about them. */
export interface Resident {
  readonly id: ResidentId
  readonly municipality: Municipality
  readonly items: BasicItems
  readonly kana: string
  /** 旧氏: a former family name that the person has had entered beside the name. */
  readonly formerName: RecordedName | undefined
  /** 通称: the Japanese name that a foreigner goes by. */
  readonly commonName: RecordedName | undefined
  readonly household: HouseholdId
  readonly relation: Relation
  readonly nationality: 'japanese' | 'permanent-foreigner' | 'foreigner'
  /** 在留期間の満了日, for a foreigner with a period of stay. */
  readonly periodOfStayEndsOn: CivilDate | undefined
  /** 成年被後見人 */
  readonly adultWard: boolean
  readonly residence: 'in-japan' | 'overseas'
  /** 国外転出者の継続利用 requested together with the 転出届. */
  readonly overseasContinuation: boolean
  readonly deceasedOn: CivilDate | undefined
  /** 消除: the first day without a record here, for a reason other than death or a move overseas. */
  readonly recordDeletedOn: CivilDate | undefined
  /** Grows by one with every event; optimistic concurrency and the feed's order. */
  readonly version: number
}

/** What happened to a person (異動等). `on` is the day it takes legal effect. */
export type LifeEvent =
  | {
      readonly kind: 'moved'
      readonly on: CivilDate
      readonly municipality: Municipality
      readonly address: string
      /** One `0` or `1` per character of `address`; without it no character is a 代替文字. */
      readonly addressSubstitutions?: string | undefined
    }
  | { readonly kind: 'moved-overseas'; readonly on: CivilDate; readonly continuation: boolean }
  | {
      readonly kind: 'name-changed'
      readonly on: CivilDate
      readonly name: string
      /** One `0` or `1` per character of `name`; without it no character is a 代替文字. */
      readonly nameSubstitutions?: string | undefined
      readonly kana: string
    }
  | {
      readonly kind: 'corrected'
      readonly on: CivilDate
      readonly item: 'birth-date' | 'sex' | 'address' | 'name'
      readonly value: string
      /** Of a name or address: one `0` or `1` per character; without it none is a 代替文字. */
      readonly substitutions?: string | undefined
      /** 軽微な修正: the certificate survives. */
      readonly minor: boolean
    }
  | { readonly kind: 'died'; readonly on: CivilDate }
  | {
      readonly kind: 'stay-extended'
      readonly on: CivilDate
      readonly periodOfStayEndsOn: CivilDate
    }
  /** The stay ended or was revoked; from `on` the person has no record (入管法の通知による消除). */
  | { readonly kind: 'stay-ended'; readonly on: CivilDate }
  | { readonly kind: 'became-adult-ward'; readonly on: CivilDate }
  | { readonly kind: 'guardianship-ended'; readonly on: CivilDate }
  /** 旧氏 entered, changed, or with `undefined` removed. */
  | {
      readonly kind: 'former-name-changed'
      readonly on: CivilDate
      readonly formerName: RecordedName | undefined
    }
  /** 帰化: Japanese from `on`; `newName` where the name changes with it, which is the rule. */
  | {
      readonly kind: 'naturalised'
      readonly on: CivilDate
      readonly newName: RecordedName | undefined
    }
  /** 個人番号の変更: the card carries the old number. The number itself is not kept here. */
  | { readonly kind: 'number-changed'; readonly on: CivilDate }
  /** 出生: the first event of a person, recorded together with the record itself. */
  | { readonly kind: 'born'; readonly on: CivilDate }

/** Who had an event recorded, as they name themselves to the register: never a basic item. */
export interface EventSource {
  /** A member of staff, by id. */
  readonly reportedBy: string
  /** The receipt number of the case in which it was recorded. */
  readonly under: string | undefined
}

/**
 * One life event as it was applied: stored once, in the order of application, numbered from 1
 * without gaps.
 */
export interface RecordedLifeEvent {
  readonly position: number
  readonly residentId: ResidentId
  /** The resident's version after the event. */
  readonly version: number
  readonly event: LifeEvent
  readonly recordedAt: Instant
  /** `undefined` for what another system's feed brought. */
  readonly source: EventSource | undefined
}

/**
 * Who acts on life events. `consume` is called at least once per event, for one person in order and
 * for different people side by side: its effect must be idempotent.
 */
export interface LifeEventConsumer {
  /** Throws where the event could not be acted on: it will be delivered again. */
  consume(recorded: RecordedLifeEvent): Promise<void>
}

/**
 * Why the register does not do it; `event-impossible` and `resident-malformed` name the `reason` or
 * `field`.
 */
export type RegisterRefusal =
  | 'resident-unknown'
  | 'resident-malformed'
  | 'event-impossible'
  | 'resident-changed-meanwhile'
  | 'search-malformed'
  | 'search-empty'
