import { ALL_RULES } from './all-rules.ts'
import { type Citation, SOURCES, type Standing } from './citation.ts'
import { CERTIFICATE_KINDS } from './certificate-kind.ts'
import { ELIGIBILITY_CHECKS } from './eligibility.ts'
import { LAPSE_GROUND_NAMES } from './lapse-ground.ts'
import { lapseOf } from './lapse.ts'
import { NOT_MODELLED } from './not-modelled.ts'
import { PARAMETERS, type Parameter } from './parameters.ts'
import { DEFAULT_LAW_POLICY, POLICY_CHOICES } from './policy.ts'
import { RULE_FAMILIES, type RuleFamily, type RuleText } from './rule.ts'

const FAMILY_TITLES: Readonly<Record<RuleFamily, string>> = {
  eligibility: 'Who may have a certificate（発行を受けられる人）',
  validity: 'How long it is valid（有効期間）',
  renewal: 'Renewal（更新）',
  'card-expiry': 'The term of the card（カードの有効期間）',
  lapse: 'Grounds of lapse（失効事由）',
  hold: 'Hold（一時保留）',
  pin: 'PINs（暗証番号）',
  fee: 'Fees（手数料）',
  procedure: 'Procedures, who acts and papers（手続・申請できる人・書類）',
}

/** The marks of a citation that is not simply read in its source. */
const STANDING_MARKS: Readonly<Record<Standing, string>> = {
  read: '',
  measured: '（measured）',
  inferred: '（inferred）',
  open: '（open: our choice）',
}

/**
 * The law index as Markdown: every rule, parameter and setting with its source, and what is left
 * out.
 */
export function renderLawIndex(): string {
  const sections = [
    '# Law index',
    'Generated from `src/law`; do not edit. Every rule, number and choice that decides about certificates.',
    'A citation was read in its source unless marked measured (on published certificates), inferred or open.',
    ...RULE_FAMILIES.flatMap(familySection),
    '## The order of the eligibility checks',
    ELIGIBILITY_CHECKS.map((rule, index) => `${index + 1}. \`${rule.id}\``).join('\n'),
    '## What each ground does',
    lapseMatrix(),
    '## Numbers that may be amended',
    parameterTable(),
    '## Settings where the rules leave a choice',
    policyTable(),
    '## Not modelled',
    notModelledTable(),
    '## Sources',
    sourceTable(),
  ]
  return `${sections.join('\n\n')}\n`
}

function familySection(family: RuleFamily): readonly string[] {
  const rows = ALL_RULES.filter((rule) => rule.family === family).map((rule) => [
    `\`${rule.id}\``,
    `${rule.ja}<br>${rule.en}`,
    dates(rule),
    rule.cites.map(citationText).join('<br>'),
  ])
  return [`## ${FAMILY_TITLES[family]}`, table(['Rule', 'Words', 'In force', 'Source'], rows)]
}

function dates({ from, until }: RuleText): string {
  return until === undefined ? `from ${from}` : `${from} to ${until}`
}

function citationText({ source, at, text, standing }: Citation): string {
  const quoted = text === undefined ? '' : `「${text}」`
  return `\`${source}\` ${at}${quoted}${STANDING_MARKS[standing]}`
}

function lapseMatrix(): string {
  const rows = LAPSE_GROUND_NAMES.map((ground) => [
    `\`${ground}\``,
    ...CERTIFICATE_KINDS.map((kind) => {
      const lapse = lapseOf(ground, kind)
      return lapse.outcome === 'lapses' ? lapse.reason : 'survives'
    }),
  ])
  return table(['Ground', ...CERTIFICATE_KINDS], rows)
}

function parameterTable(): string {
  const parameters: readonly (readonly [string, Parameter])[] = Object.entries(PARAMETERS)
  const rows = parameters.flatMap(([name, parameter]) =>
    parameter.values.map(({ from, value, cites }) => [
      `\`${name}\``,
      `${parameter.ja}<br>${parameter.en}`,
      `${value} ${parameter.unit}`,
      `from ${from}`,
      cites.map(citationText).join('<br>'),
    ]),
  )
  return table(['Parameter', 'Words', 'Value', 'In force', 'Source'], rows)
}

function policyTable(): string {
  const rows = POLICY_CHOICES.map(({ setting, ja, en }) => [
    `\`${setting}\``,
    `${ja}<br>${en}`,
    `\`${String(DEFAULT_LAW_POLICY[setting])}\``,
  ])
  return table(['Setting', 'Words', 'Default'], rows)
}

function notModelledTable(): string {
  const rows = NOT_MODELLED.map((left) => [
    `\`${left.source}\` ${left.at}`,
    `${left.ja}<br>${left.en}`,
    `${left.reasonJa}<br>${left.reasonEn}`,
  ])
  return table(['Provision', 'What', 'Why not'], rows)
}

function sourceTable(): string {
  const rows = Object.entries(SOURCES).map(([id, { ja, en }]) => [`\`${id}\``, ja, en])
  return table(['Source', 'Title', 'In English'], rows)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(tableLine).join('\n')
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
