import type { CivilDate } from '#kernel/civil-date.ts'

/** The same text in both languages. */
export interface Words {
  readonly ja: string
  readonly en: string
}

/** The papers that the counter hands out, by their use. */
export const PAPER_KINDS = [
  'acceptance-receipt',
  'delivery-receipt',
  'certificate-application',
  'revocation-application',
  'key-compromise-report',
  'pin-application',
  'inquiry-answer',
  'power-of-attorney',
  'term-change-application',
  'expiry-notice',
  'lapse-notice',
] as const

/** One of `PAPER_KINDS`. */
export type PaperKind = (typeof PAPER_KINDS)[number]

/**
 * A paper as plain data: what it says and in which order, nothing about where on the sheet (A4) it
 * stands. It holds personal data and is never logged.
 */
export interface Paper {
  readonly kind: PaperKind
  readonly title: Words
  /** 受付番号, printed with its two-dimensional code; a form filled in by hand has none yet. */
  readonly number: string | undefined
  /** The day the paper carries; with a form that waits for its day this is when it was made. */
  readonly issuedOn: CivilDate
  /** The municipality and its desk. */
  readonly issuer: readonly string[]
  /** The lines of whom it is sent or given to; none for a form. */
  readonly addressee: readonly string[]
  readonly blocks: readonly Block[]
  /** Stands on every page, such as 見本 in a test environment. */
  readonly mark: Words | undefined
}

/** A part of a paper, from top to bottom. */
export type Block =
  | { readonly block: 'heading' | 'paragraph'; readonly words: Words }
  /** A definition table: a label and a value in each row. */
  | { readonly block: 'fields'; readonly fields: readonly Field[] }
  /** A table; a column's `share` is its part of the width. */
  | {
      readonly block: 'table'
      readonly columns: readonly { readonly label: Words; readonly share: number }[]
      readonly rows: readonly (readonly FieldValue[])[]
    }
  /** A numbered list of what to do. */
  | { readonly block: 'steps'; readonly steps: readonly Words[] }
  /** Lines to be filled in by hand at the end: a date, a name. */
  | { readonly block: 'signature'; readonly lines: readonly Words[] }
  | { readonly block: 'note'; readonly tone: 'plain' | 'important'; readonly words: Words }
  | { readonly block: 'new-page' }

/** A row of a definition table. */
export interface Field {
  readonly label: Words
  readonly value: FieldValue
}

/** What stands in a field or a cell. */
export type FieldValue =
  /** A text of the record as it is, with its reading (フリガナ) above it. */
  | { readonly value: 'text'; readonly text: string; readonly reading: string | undefined }
  | { readonly value: 'words'; readonly words: readonly Words[] }
  | { readonly value: 'choices'; readonly choices: readonly Choice[] }
  /** Room for handwriting of so many lines. */
  | { readonly value: 'blank'; readonly lines: number }

/** A check box. */
export interface Choice {
  readonly words: Words
  readonly checked: boolean
}
