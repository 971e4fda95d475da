import type { Paper } from '#ra/papers/paper.ts'
import { writtenDate } from '#ra/papers/written-date.ts'
import { encodeQR } from 'qr'
import { type Flow, gap, linesOf, stack, textFlow, wordsFlow } from './flow.ts'
import { BODY_WIDTH, type Faces, SHEET, type TextStyle } from './page.ts'
import type { StructureElement } from './structure-tree.ts'
import { STYLES, WORDS_STYLES } from './styles.ts'
import { TYPESETTING_TEXTS } from './typesetting-texts.ts'

/** The code is 18 mm wide: a reader at a counter takes it from a hand's breadth. */
const CODE_WIDTH = 54
/** With the border of one module, the four modules of white that the code needs around it. */
const CODE_QUIET = 8
const NUMBER_WIDTH = 152
const LETTER_LEFT = 290
const DATE_WIDTH = 132

/** The head of the first page: title, number with its code, addressee, issuer and date. */
export function headFlow(faces: Faces, document: StructureElement, paper: Paper): Flow {
  const width = BODY_WIDTH - (paper.number === undefined ? 0 : NUMBER_WIDTH + 12)
  const title = titleFlow(faces, document, paper, width)
  const number = paper.number === undefined ? gap(0) : numberFlow(faces, document, paper.number)
  const letter = letterFlow(faces, document, paper)
  const height = Math.max(title.height, number.height) + 8
  const band: Flow = {
    height: height + 10,
    draw(page, x, top) {
      title.draw(page, x, top)
      number.draw(page, x + BODY_WIDTH - NUMBER_WIDTH, top)
      page.artifact(() => page.rule(x, top + height, BODY_WIDTH, 1.6, 'key'))
    },
  }
  return stack(band, letter, gap(4))
}

function titleFlow(
  faces: Faces,
  document: StructureElement,
  { title, mark }: Paper,
  width: number,
): Flow {
  const notice = mark === undefined ? undefined : document.child('P')
  const service = document.child('P')
  const { title: usual, longTitle } = WORDS_STYLES
  const isLong = linesOf(faces, title.ja, usual.ja, width).length > 1
  const flows = [
    textFlow(faces, service, TYPESETTING_TEXTS.service.ja, STYLES.service, width),
    gap(5),
    wordsFlow(faces, document.child('H1'), title, isLong ? longTitle : usual, width),
  ]
  if (mark === undefined || notice === undefined) return stack(...flows)
  const text = `${mark.ja}　${mark.en}`
  return {
    height: flows.reduce((height, flow) => height + flow.height, 0),
    draw(page, x, top) {
      page.tagged(notice, () => page.text(text, x, top - 24, STYLES.mark))
      stack(...flows).draw(page, x, top)
    },
  }
}

/** The number as people read it and as machines do. */
function numberFlow(faces: Faces, document: StructureElement, number: string): Flow {
  const modules = encodeQR(number, 'raw', { ecc: 'medium', border: 1 })
  const left = SHEET.side + BODY_WIDTH - CODE_WIDTH
  const top = SHEET.height - SHEET.top
  const figure = document.child('Figure', {
    alternative: TYPESETTING_TEXTS.code.ja.replace('{number}', number),
    box: [left, top - CODE_WIDTH, left + CODE_WIDTH, top],
  })
  const label = document.child('P')
  const text = document.child('P')
  const { ja, en } = TYPESETTING_TEXTS.number
  const right = (line: string, style: TextStyle): number =>
    NUMBER_WIDTH - CODE_WIDTH - CODE_QUIET - faces[style.face].width(line) * style.size
  const labelled = `${ja}　${en}`
  return {
    height: CODE_WIDTH,
    draw(page, x, at) {
      const side = CODE_WIDTH / modules.length
      page.tagged(figure, () => {
        modules.forEach((row, y) => {
          for (const [from, length] of darkRuns(row)) {
            const cell = x + NUMBER_WIDTH - CODE_WIDTH + from * side
            page.fill(cell, at + y * side, length * side, side, 'ink')
          }
        })
      })
      const { numberLabel, number: style } = STYLES
      const numberTop = at + CODE_WIDTH - style.leading
      page.tagged(label, () => {
        const labelTop = numberTop - numberLabel.leading
        page.text(labelled, x + right(labelled, numberLabel), labelTop, numberLabel)
      })
      page.tagged(text, () => page.text(number, x + right(number, style), numberTop, style))
    },
  }
}

function* darkRuns(row: readonly boolean[]): Generator<readonly [number, number]> {
  let from = 0
  while (from < row.length) {
    if (row[from] !== true) {
      from += 1
      continue
    }
    let end = from
    while (row[end] === true) end += 1
    yield [from, end - from]
    from = end
  }
}

/** To whom on the left, from whom and when on the right; without an addressee, one line. */
function letterFlow(faces: Faces, document: StructureElement, paper: Paper): Flow {
  const { addressee, issuer, issuedOn } = paper
  const date = writtenDate(issuedOn)
  const alone = addressee.length === 0
  const left = alone ? BODY_WIDTH - DATE_WIDTH : LETTER_LEFT
  const line = (text: string, style: TextStyle, width: number): Flow =>
    textFlow(faces, document.child('P'), text, style, width)
  // The name comes last and stands out.
  const addresseeStyle = (index: number): TextStyle =>
    index === addressee.length - 1 ? STYLES.addressee : STYLES.issuer
  const to = alone
    ? [line(issuer.join('　'), STYLES.issuer, left - 12)]
    : addressee.map((text, index) => line(text, addresseeStyle(index), left - 24))
  const right = BODY_WIDTH - left
  const from = [
    line(date.ja, STYLES.issuer, right),
    textFlow(faces, document.child('P', { language: 'en' }), date.en, STYLES.numberLabel, right),
    ...(alone ? [] : issuer.map((text) => line(text, STYLES.issuer, right))),
  ]
  const [toFlow, fromFlow] = [stack(...to), stack(...from)]
  return {
    height: Math.max(toFlow.height, fromFlow.height),
    draw(page, x, top) {
      toFlow.draw(page, x, top)
      fromFlow.draw(page, x + left, top)
    },
  }
}
