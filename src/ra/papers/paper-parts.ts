import type { CertificateKind } from '#law/certificate-kind.ts'
import type { PaperAgent, PaperCertificate, PaperOrigin, PaperPerson } from './paper-facts.ts'
import {
  CAPACITIES,
  CHOICES,
  HEADINGS,
  KINDS,
  LABELS,
  SENTENCES,
  SEXES,
  SIGNATURE_LINES,
  SPECIMEN,
  TITLES,
} from './paper-texts.ts'
import type { Block, Choice, Field, FieldValue, Paper, PaperKind, Words } from './paper.ts'
import { writtenDate } from './written-date.ts'

/** What differs between papers of one origin. */
interface PaperBody {
  readonly number?: string
  readonly addressee?: readonly string[]
  readonly blocks: readonly Block[]
}

/** The order of the kinds on paper. */
export const KINDS_ON_PAPER: readonly CertificateKind[] = ['signature', 'user-authentication']

/** A paper of `kind` with its title, issuer and mark. */
export function paperOf(kind: PaperKind, origin: PaperOrigin, body: PaperBody): Paper {
  return {
    kind,
    title: TITLES[kind],
    number: body.number,
    issuedOn: origin.issuedOn,
    issuer: [origin.municipality, origin.desk],
    addressee: body.addressee ?? [],
    blocks: body.blocks,
    mark: origin.specimen ? SPECIMEN : undefined,
  }
}

/** A heading. */
export function heading(words: Words): Block {
  return { block: 'heading', words }
}

/** A paragraph. */
export function paragraph(words: Words): Block {
  return { block: 'paragraph', words }
}

/** A note; an important one stands out. */
export function note(words: Words, tone: 'plain' | 'important' = 'plain'): Block {
  return { block: 'note', tone, words }
}

/** A value in words. */
export function inWords(...words: readonly Words[]): FieldValue {
  return { value: 'words', words }
}

/** A text of the record. */
export function asRecorded(text: string, reading?: string): FieldValue {
  return { value: 'text', text, reading }
}

/** Room for handwriting. */
export function blank(lines = 1): FieldValue {
  return { value: 'blank', lines }
}

/** Check boxes, of which those in `checked` are. */
export function choicesOf<K extends string>(
  choices: Readonly<Record<K, Words>>,
  keys: readonly K[],
  checked: readonly K[],
): FieldValue {
  const boxes: readonly Choice[] = keys.map((key) => ({
    words: choices[key],
    checked: checked.includes(key),
  }))
  return { value: 'choices', choices: boxes }
}

/** The kinds of certificate as check boxes. */
export function kindsField(checked: readonly CertificateKind[]): Field {
  return { label: LABELS.certificates, value: choicesOf(KINDS, KINDS_ON_PAPER, checked) }
}

/** The four basic items, or room to write them. */
export function personFields(person: PaperPerson | undefined): readonly Field[] {
  if (person === undefined) {
    return [
      { label: LABELS.name, value: blank(2) },
      { label: LABELS.address, value: blank(2) },
      { label: LABELS.birthDate, value: blank() },
      { label: LABELS.sex, value: choicesOf(SEXES, ['male', 'female'], []) },
    ]
  }
  return [
    { label: LABELS.name, value: asRecorded(person.name, person.kana) },
    { label: LABELS.address, value: asRecorded(person.address) },
    { label: LABELS.birthDate, value: inWords(writtenDate(person.birthDate)) },
    { label: LABELS.sex, value: inWords(SEXES[person.sex]) },
  ]
}

/** The applicant with a telephone number to be written in. */
export function applicantBlocks(person: PaperPerson | undefined): readonly Block[] {
  const telephone: Field = { label: LABELS.telephone, value: blank() }
  return [
    heading(HEADINGS.applicant),
    { block: 'fields', fields: [...personFields(person), telephone] },
  ]
}

/** Who stands for the applicant; on a form for the hand the room to write it. */
export function agentBlocks(
  agent: PaperAgent | undefined,
  person: PaperPerson | undefined,
): readonly Block[] {
  if (agent === undefined && person !== undefined) return []
  const capacities = ['legal-representative', 'agent'] as const
  const capacity = choicesOf(CAPACITIES, capacities, agent === undefined ? [] : [agent.capacity])
  return [
    heading(HEADINGS.agent),
    {
      block: 'fields',
      fields: [
        { label: LABELS.capacity, value: capacity },
        { label: LABELS.agentName, value: agent === undefined ? blank() : asRecorded(agent.name) },
        {
          label: LABELS.agentAddress,
          value: agent === undefined ? blank() : asRecorded(agent.address),
        },
      ],
    },
  ]
}

/** Certificates with serial number and last day. */
export function certificateTable(certificates: readonly PaperCertificate[]): Block {
  return {
    block: 'table',
    columns: [
      { label: LABELS.kind, share: 0.4 },
      { label: LABELS.serial, share: 0.24 },
      { label: LABELS.endsOn, share: 0.36 },
    ],
    rows: certificates.map(({ kind, serialHex, endsOn }) => [
      inWords(KINDS[kind]),
      asRecorded(serialHex.toUpperCase()),
      inWords(writtenDate(endsOn)),
    ]),
  }
}

/** How identity was confirmed and who took the matter in, on a form: filled in or for the hand. */
export function officialBlocks(
  origin: PaperOrigin,
  papersSighted: readonly Words[],
): readonly Block[] {
  const taken = origin.clerk !== undefined
  const identity = choicesOf(CHOICES, ['photoDocument', 'twoDocuments', 'inquiryAnswer'], [])
  return [
    heading(HEADINGS.official),
    {
      block: 'table',
      columns: [
        {
          label: papersSighted.length === 0 ? LABELS.identity : LABELS.papersSighted,
          share: 0.34,
        },
        { label: LABELS.acceptedOn, share: 0.36 },
        { label: LABELS.clerk, share: 0.3 },
      ],
      rows: [
        [
          papersSighted.length === 0 ? identity : inWords(...papersSighted),
          taken ? inWords(writtenDate(origin.issuedOn)) : blank(),
          origin.clerk === undefined ? blank() : asRecorded(origin.clerk),
        ],
      ],
    },
  ]
}

/** The declaration, the day and the signature that end a form. */
export function declaration(
  words: Words,
  signer: Words = SIGNATURE_LINES.signer,
): readonly Block[] {
  return [paragraph(words), { block: 'signature', lines: [SIGNATURE_LINES.date, signer] }]
}

/** The fee in words. */
export function feeWords(yen: number): Words {
  if (yen === 0) return SENTENCES.free
  const grouped = String(yen).replace(/\B(?=(?:\d{3})+$)/g, ',')
  return { ja: `${grouped}円`, en: `${grouped} yen` }
}
