import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ALL_RULES } from '#law/all-rules.ts'
import { papersAsked } from '#law/counter-papers.ts'
import {
  APPLICANTS,
  type CounterApplicant,
  COUNTER_PROCEDURES,
  type CounterProcedure,
  SITUATIONS,
} from '#law/counter-procedure.ts'
import {
  PROCEDURE_TRAITS,
  PROCEDURES_OF_SITUATION,
  SITUATION_TEXTS,
} from '#law/counter-procedure-table.ts'
import { type Paper, PAPERS } from '#law/procedures.ts'

/** Where the pages and their pictures are. */
export const FLOW_FOLDER = 'docs/flows'

const APPLICANT_TEXTS: Readonly<Record<CounterApplicant, string>> = {
  holder: '本人 / holder',
  'legal-representative': '法定代理人 / legal representative',
  proxy: '任意代理人 / proxy',
  municipality: '市区町村（職権） / municipality',
  'hotline-caller': '24時間受付への電話 / caller of the 24-hour line',
}

/** One page for each procedure of the counter, and one that leads to them, by path. */
export function flowPages(pictureFolder: string): Readonly<Record<string, () => string>> {
  const pages: Record<string, () => string> = { [`${FLOW_FOLDER}/README.md`]: indexPage }
  for (const procedure of COUNTER_PROCEDURES) {
    pages[`${FLOW_FOLDER}/${procedure}.md`] = () => flowPage(procedure, pictureFolder)
  }
  return pages
}

function indexPage(): string {
  const rows = SITUATIONS.map((situation) => {
    const { ja, en } = SITUATION_TEXTS[situation]
    const links = PROCEDURES_OF_SITUATION[situation].map((procedure) => linkTo(procedure))
    return `| ${ja}<br>${en} | ${links.join('<br>')} |`
  })
  return lines(
    '# Procedures of the counter（窓口の手続）',
    'Generated from `src/law` and the pictures beside; do not edit. Every case has a receipt number and goes on where it stood, on any terminal.',
    ['| この方に何がありましたか? | 手続 |', '| --- | --- |', ...rows].join('\n'),
    'Besides the procedures: [職員 Staff](staff.md) and [通知 Notices](notices.md).',
  )
}

function linkTo(procedure: CounterProcedure): string {
  const { ja, en } = PROCEDURE_TRAITS[procedure]
  return `[${ja}](${procedure}.md) ${en}`
}

function flowPage(procedure: CounterProcedure, pictureFolder: string): string {
  const { ja, en } = PROCEDURE_TRAITS[procedure]
  return lines(
    `# ${ja}`,
    `${en}. Generated from \`src/law\` and the pictures beside; do not edit.`,
    '## いつ / When',
    situationsOf(procedure),
    '## だれが、何を持って / Who, with which papers',
    papersTable(procedure),
    '## 進み方 / How it goes',
    stepsOf(procedure)
      .map((step, index) => `${index + 1}. ${step}`)
      .join('\n'),
    ...pictures(procedure, pictureFolder),
    '## 途中で止まったら / When it is cut short',
    resumption(procedure),
    '## 根拠 / Rules',
    rulesOf(procedure),
    '[手続の一覧 / All procedures](README.md) · [Law index](../law-index.md)',
  )
}

function situationsOf(procedure: CounterProcedure): string {
  return SITUATIONS.filter((situation) => PROCEDURES_OF_SITUATION[situation].includes(procedure))
    .map((situation) => `- ${SITUATION_TEXTS[situation].ja} / ${SITUATION_TEXTS[situation].en}`)
    .join('\n')
}

function papersTable(procedure: CounterProcedure): string {
  const { applicants } = PROCEDURE_TRAITS[procedure]
  const rows = APPLICANTS.filter((applicant) => applicants.includes(applicant)).map((applicant) => {
    const asked = papersAsked(procedure, applicant, { pinSetBy: setterFor(applicant) })
    const first = asked.twoVisits ? `1回目 / first visit: ${paperList(asked.atFirstVisit)}<br>` : ''
    const then = asked.twoVisits ? '2回目 / second visit: ' : ''
    return `| ${APPLICANT_TEXTS[applicant]} | ${first}${then}${paperList(asked.papers)} |`
  })
  return ['| だれ / Who | 書類 / Papers |', '| --- | --- |', ...rows].join('\n')
}

function setterFor(applicant: CounterApplicant): 'holder' | 'legal-representative' {
  return applicant === 'legal-representative' ? 'legal-representative' : 'holder'
}

function paperList(papers: readonly Paper[]): string {
  if (papers.length === 0) return 'なし / none'
  return papers.map((paper) => PAPERS[paper].ja).join('、')
}

function stepsOf(procedure: CounterProcedure): readonly string[] {
  const { needsApproval, needsCard, needsPins, applicants } = PROCEDURE_TRAITS[procedure]
  const twoVisits = papersAsked(procedure, 'proxy', { pinSetBy: 'holder' }).twoVisits
  return [
    '検索し、本人を選び、何があったかを選ぶと、手続が受付番号とともに始まる。 The person is found, the situation chosen, and the case is opened under a receipt number.',
    ...(applicants.includes('proxy') && twoVisits
      ? [
          '代理人なら、照会書を本人に郵送して2回目の来庁を待つ。 With a proxy the inquiry is mailed to the holder, and the case waits for the second visit.',
        ]
      : []),
    '書類を確認し、確認した人とともに記録する。 The papers are sighted and recorded with who saw them.',
    ...(needsApproval
      ? ['別の人である決裁者が承認する。 A supervisor who is another person approves.']
      : []),
    ...(needsCard ? ['カードを読み取り機に置く。 The card is put on the reader.'] : []),
    ...(needsPins
      ? [
          '暗証番号は住民側の画面でだけ入力する。職員の画面には出ない。 PINs are typed on the resident’s screen alone.',
        ]
      : []),
    '処理が進み、記録・認証局・カードがそろって完了する。受付票を渡す。 The acts are carried out one after another; records, authorities and card agree; the receipt is printed.',
  ]
}

function resumption(procedure: CounterProcedure): string {
  const { needsCard, needsPins } = PROCEDURE_TRAITS[procedure]
  return [
    '- 受付番号を入力すれば、どの端末でも止まったところから続く。同じ操作を繰り返しても、二重にはならない。 Any terminal goes on from where the case stood under its receipt number; repeating an act doubles nothing.',
    ...(needsCard
      ? [
          '- カードが抜かれたら、置き直して「続ける」を押す。カードの中で作られた鍵と発行済みの証明書はそのまま使われる。 A card that was pulled out is put back: keys made in it and certificates issued for them are used.',
        ]
      : []),
    ...(needsPins
      ? [
          '- 入力された暗証番号はどこにも残らない。止まったときは、もう一度入力してもらう。 No PIN is kept: after an interruption it is typed again.',
        ]
      : []),
  ].join('\n')
}

function rulesOf(procedure: CounterProcedure): string {
  const wanted: ReadonlySet<string> = new Set(PROCEDURE_TRAITS[procedure].rules)
  return ALL_RULES.filter(({ id }) => wanted.has(id))
    .map(({ id, ja, en }) => `- \`${id}\` ${ja}<br>${en}`)
    .join('\n')
}

/** Pictures of the procedure, in the order of their numbers: `renewal-2.png`. */
function pictures(procedure: CounterProcedure, folder: string): readonly string[] {
  const own = new RegExp(`^${procedure}-(\\d+)\\.png$`)
  const found = readdirSync(join(folder))
    .flatMap((name) => {
      const number = own.exec(name)?.[1]
      return number === undefined ? [] : [{ name, number: Number(number) }]
    })
    .sort((a, b) => a.number - b.number)
  const { ja } = PROCEDURE_TRAITS[procedure]
  return found.map(({ name, number }) => `![${ja} ${number}](pictures/${name})`)
}

function lines(...parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`
}
