import { displayWidth, padDisplay } from '../aligned-columns.ts'
import type { Terminal } from '../terminal.ts'
import type { ExplainedCertificate, ExplainedField, ExplainedValue, Finding } from './explained.ts'

/** No line is wider, as far as its words allow. */
const COLUMNS = 100
const INDENT = '    '
/** Values up to this width are lined up as a list. */
const LIST_COLUMNS_MAX = 40

/** The explanation for people: what it is, what to notice, then every field with its clause. */
export function explainText(
  { summary, findings, fields }: ExplainedCertificate,
  terminal: Terminal,
): string {
  const title = `${terminal.paint('bold', summary.ja)}\n${terminal.paint('dim', summary.en)}\n`
  const noticed = findings.map((finding) => findingText(finding, terminal)).join('')
  const told = fields.map((field) => fieldText(field, terminal)).join('\n')
  const foot =
    'ここに示したのは証明書が名乗っていることです。署名・経路・失効は確かめていません。\n' +
    'This is what the certificate claims; signature, path and status were not verified.\n'
  return [title, noticed, told, terminal.paint('dim', foot)]
    .filter((part) => part !== '')
    .join('\n')
}

function findingText({ level, ja, en, clause, code }: Finding, terminal: Terminal): string {
  const mark = level === 'warning' ? terminal.paint('yellow', '!') : terminal.paint('cyan', '·')
  const place = terminal.paint('dim', `${clause} [${code}]`)
  return `${mark} ${ja}\n  ${en}  ${place}\n`
}

function fieldText(field: ExplainedField, terminal: Terminal): string {
  const { name, about, clause, critical, id, values } = field
  const isNamed = !/^[0-9.]+$/.test(id)
  const shown = isNamed ? `${name.ja} / ${name.en}` : `${name.ja} / ${name.en} ${id}`
  const mark = critical === true ? ` ${terminal.paint('yellow', '重要 / critical')}` : ''
  const head = `${terminal.paint(['bold', 'cyan'], shown)}${mark}`
  const line = padDisplay(head, COLUMNS - displayWidth(clause)) + terminal.paint('dim', clause)
  const texts = [about.ja, about.en]
    .flatMap((text) => wrapped(text, COLUMNS - 2))
    .map((text) => `  ${terminal.paint('dim', text)}\n`)
    .join('')
  return `${line}\n${texts}${valuesText(values, terminal)}`
}

function valuesText(values: readonly ExplainedValue[], terminal: Terminal): string {
  const labels = values.map(({ label }) =>
    label === undefined ? '' : label.ja === label.en ? label.ja : `${label.ja} / ${label.en}`,
  )
  const width = Math.max(0, ...labels.map(displayWidth))
  // Short values without labels stand in a column, their meanings beside them in another.
  const isList = width === 0 && values.every(({ text }) => displayWidth(text) <= LIST_COLUMNS_MAX)
  const column = isList ? Math.max(...values.map(({ text }) => displayWidth(text))) : 0
  return values
    .map((value, index) => {
      const label = width === 0 ? '' : `${padDisplay(labels[index] ?? '', width)}  `
      return valueText(value, { start: INDENT + label, column }, terminal)
    })
    .join('')
}

function valueText(
  { text, meaning }: ExplainedValue,
  { start, column }: { readonly start: string; readonly column: number },
  terminal: Terminal,
): string {
  const hanging = ' '.repeat(displayWidth(start))
  const lines = wrapped(text, COLUMNS - displayWidth(start))
  const shown = lines.map((line, index) => `${index === 0 ? start : hanging}${line}`).join('\n')
  if (meaning === undefined) return `${shown}\n`
  const words = meaning.ja === meaning.en ? meaning.ja : `${meaning.ja} / ${meaning.en}`
  const painted = terminal.paint('green', words)
  const fits = displayWidth(lines.at(-1) ?? '') + 2 + displayWidth(words) + displayWidth(start)
  if (fits <= COLUMNS) return `${padDisplay(shown, column + INDENT.length)}  ${painted}\n`
  if (displayWidth(hanging + words) <= COLUMNS) return `${shown}\n${hanging}${painted}\n`
  const both = [meaning.ja, meaning.en].map((one) => `${hanging}${terminal.paint('green', one)}\n`)
  return `${shown}\n${both.join('')}`
}

/**
 * A long text in lines of at most `columns`: broken behind a space where there is one, hexadecimal
 * between octets.
 */
function wrapped(text: string, columns: number): readonly string[] {
  const width = Math.max(16, columns - (columns % 2))
  const lines: string[] = []
  let line = ''
  for (const piece of piecesOf(text)) {
    if (line !== '' && displayWidth(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += piece
    while (displayWidth(line) > width && !line.trimEnd().includes(' ')) {
      const head = headOf(line, width)
      lines.push(head)
      line = line.slice(head.length)
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

/** Words with the spaces behind them; runs of digits as they are. */
function piecesOf(text: string): readonly string[] {
  return text.match(/\S+\s*|\s+/g) ?? []
}

/** As many characters from the start as fit `width` columns, at least one. */
function headOf(text: string, width: number): string {
  let head = ''
  for (const character of text) {
    if (head !== '' && displayWidth(head + character) > width) break
    head += character
  }
  return head
}
