import type { Block, Field, FieldValue, Words } from '#ra/papers/paper.ts'
import { type Flow, gap, stack, wordsFlow } from './flow.ts'
import { breakLines } from './line-breaking.ts'
import { BODY_WIDTH, type Faces } from './page.ts'
import { StructureElement } from './structure-tree.ts'
import { STYLES, WORDS_STYLES } from './styles.ts'
import { valueFlow } from './value-flow.ts'

/** What stays together on one page. */
export interface Box {
  readonly flow: Flow
  /** Not the last on its page: a heading, what introduces a signature. */
  readonly keepsNext: boolean
  /** Room below, where something follows on the page. */
  readonly spaceAfter: number
  /** Stands again above this box where a page begins with it: the header of its table. */
  readonly header: Flow | undefined
  /** A page ends before this box. */
  readonly startsPage: boolean
}

type Columns = Extract<Block, { block: 'table' }>['columns']

const LABEL_WIDTH = 132
const CELL_SIDE = 9
const CELL_TOP = 4
/** A longer text of the record is parted into several rows, so that a page can hold each. */
const CELL_LINES_MAX = 30

/** The boxes of a block, in order; `document` gains the block's elements. */
export function boxesOf(faces: Faces, document: StructureElement, block: Block): readonly Box[] {
  switch (block.block) {
    case 'heading':
      return [box(headingFlow(faces, document, block.words), { keepsNext: true })]
    case 'paragraph': {
      const { paragraph } = WORDS_STYLES
      const flow = wordsFlow(faces, document.child('P'), block.words, paragraph, BODY_WIDTH)
      return [box(stack(gap(3), flow, gap(3)), { keepsNext: true })]
    }
    case 'fields':
      return spaced(fieldBoxes(faces, document, block.fields))
    case 'table':
      return spaced(tableBoxes(faces, document, block.columns, block.rows))
    case 'steps':
      return stepBoxes(faces, document, block.steps)
    case 'signature':
      return [box(signatureFlow(faces, document, block.lines), { spaceAfter: 5 })]
    case 'note':
      return [box(noteFlow(faces, document, block.words, block.tone))]
    case 'new-page':
      return [box(gap(0), { startsPage: true })]
  }
}

function box(flow: Flow, more: Partial<Omit<Box, 'flow'>> = {}): Box {
  return { flow, keepsNext: false, spaceAfter: 0, header: undefined, startsPage: false, ...more }
}

/** The boxes with room below the last. */
function spaced(boxes: readonly Box[]): readonly Box[] {
  const last = boxes.length - 1
  return boxes.map((one, index) => (index === last ? { ...one, spaceAfter: 6 } : one))
}

function headingFlow(faces: Faces, document: StructureElement, words: Words): Flow {
  const element = document.child('H2')
  const [japanese, english] = [element.child('Span'), element.child('Span', { language: 'en' })]
  const { ja, en } = WORDS_STYLES.heading
  const englishAt = 10 + faces[ja.face].width(words.ja) * ja.size + 8
  const line: Flow = {
    height: 20,
    draw(page, x, top) {
      page.artifact(() => page.fill(x, top + 1.5, 3.2, 12, 'key'))
      page.tagged(japanese, () => page.text(words.ja, x + 10, top, ja))
      page.tagged(english, () => page.text(words.en, x + englishAt, top + 0.6, en))
    },
  }
  return stack(gap(6), line)
}

function fieldBoxes(
  faces: Faces,
  document: StructureElement,
  fields: readonly Field[],
): readonly Box[] {
  const table = document.child('Table')
  return fields.flatMap(({ label, value }) =>
    parted(faces, value).map((part) => {
      const row = table.child('TR')
      const header = row.child('TH', { scope: 'Row' })
      const cells = [
        {
          flow: wordsFlow(faces, header, label, WORDS_STYLES.label, LABEL_WIDTH - 2 * CELL_SIDE),
          width: LABEL_WIDTH,
          heads: true,
        },
        {
          flow: valueFlow(faces, row.child('TD'), part, BODY_WIDTH - LABEL_WIDTH - 2 * CELL_SIDE),
          width: BODY_WIDTH - LABEL_WIDTH,
          heads: false,
        },
      ]
      return box(rowFlow(cells))
    }),
  )
}

/** A value in parts that each fit a page; only a text of the record can be that long. */
function parted(faces: Faces, value: FieldValue): readonly FieldValue[] {
  if (value.value !== 'text') return [value]
  const style = STYLES.recorded
  const width = (BODY_WIDTH - LABEL_WIDTH - 2 * CELL_SIDE) / style.size
  const lines = breakLines(value.text, width, (cluster) => faces[style.face].width(cluster))
  if (lines.length <= CELL_LINES_MAX) return [value]
  const parts: FieldValue[] = []
  for (let first = 0; first < lines.length; first += CELL_LINES_MAX) {
    const text = lines.slice(first, first + CELL_LINES_MAX).join('\n')
    parts.push({ value: 'text', text, reading: first === 0 ? value.reading : undefined })
  }
  return parts
}

function tableBoxes(
  faces: Faces,
  document: StructureElement,
  columns: Columns,
  rows: readonly (readonly FieldValue[])[],
): readonly Box[] {
  const table = document.child('Table')
  const header = headerFlow(faces, table.child('TR'), columns)
  // What stands again on a later page is for the eye: its elements hang from nothing.
  const again = headerFlow(faces, new StructureElement('TR'), columns)
  const lines = rows.map((values) => {
    const row = table.child('TR')
    const cells = values.map((value, index) => {
      const width = BODY_WIDTH * (columns[index]?.share ?? 0)
      const flow = valueFlow(faces, row.child('TD'), value, width - 2 * CELL_SIDE)
      return { flow, width, heads: false }
    })
    return box(rowFlow(cells), { header: again })
  })
  return [box(header, { keepsNext: true }), ...lines]
}

function headerFlow(faces: Faces, row: StructureElement, columns: Columns): Flow {
  return rowFlow(
    columns.map(({ label, share }) => {
      const [cell, width] = [row.child('TH', { scope: 'Column' }), BODY_WIDTH * share]
      const flow = wordsFlow(faces, cell, label, WORDS_STYLES.label, width - 2 * CELL_SIDE)
      return { flow, width, heads: true }
    }),
  )
}

interface Cell {
  readonly flow: Flow
  readonly width: number
  readonly heads: boolean
}

function rowFlow(cells: readonly Cell[]): Flow {
  const height = Math.max(...cells.map(({ flow }) => flow.height)) + 2 * CELL_TOP
  return {
    height,
    draw(page, x, top) {
      let left = x
      for (const { flow, width, heads } of cells) {
        const at = left
        page.artifact(() => {
          if (heads) page.fill(at, top, width, height, 'wash')
          page.frame(at, top, width, height, 'line')
        })
        flow.draw(page, at + CELL_SIDE, top + (height - flow.height) / 2)
        left += width
      }
    },
  }
}

function stepBoxes(
  faces: Faces,
  document: StructureElement,
  steps: readonly Words[],
): readonly Box[] {
  const list = document.child('L')
  return steps.map((words, index) => {
    const item = list.child('LI')
    const label = item.child('Lbl')
    const body = wordsFlow(
      faces,
      item.child('LBody'),
      words,
      WORDS_STYLES.paragraph,
      BODY_WIDTH - 22,
    )
    return box({
      height: body.height + 5,
      draw(page, x, top) {
        page.tagged(label, () => page.text(`${index + 1}.`, x + 4, top, STYLES.step))
        body.draw(page, x + 22, top)
      },
    })
  })
}

/** The first line is for the day, the one beside it for a name; the hand writes above the rule. */
const SIGNATURE_SHARES = [0.32, 0.64] as const
const SIGNATURE_ROOM = 18

function signatureFlow(faces: Faces, document: StructureElement, lines: readonly Words[]): Flow {
  const columns = lines.map((words, index) => {
    const width = BODY_WIDTH * (SIGNATURE_SHARES[index % 2] ?? 1)
    const label = wordsFlow(faces, document.child('P'), words, WORDS_STYLES.label, width)
    return { label, width, left: index % 2 === 0 ? 0 : BODY_WIDTH - width }
  })
  const rows: Flow[] = []
  for (let first = 0; first < columns.length; first += 2) {
    const row = columns.slice(first, first + 2)
    const height = Math.max(...row.map(({ label }) => label.height)) + SIGNATURE_ROOM
    rows.push({
      height,
      draw(page, x, top) {
        for (const { label, width, left } of row) {
          label.draw(page, x + left, top + 4)
          page.artifact(() => page.rule(x + left, top + height - 2, width, 0.6, 'ink'))
        }
      },
    })
  }
  return stack(...rows)
}

function noteFlow(
  faces: Faces,
  document: StructureElement,
  words: Words,
  tone: 'plain' | 'important',
): Flow {
  const [inset, edge] = tone === 'important' ? [12, 7] : [10, 0]
  const element = document.child('P')
  const text = wordsFlow(faces, element, words, WORDS_STYLES.note, BODY_WIDTH - inset - 10)
  const height = text.height + 2 * edge
  const flow: Flow = {
    height,
    draw(page, x, top) {
      page.artifact(() => {
        if (tone === 'important') {
          page.fill(x, top, BODY_WIDTH, height, 'wash')
          page.fill(x, top, 3.2, height, 'key')
        } else page.text('・', x, top, WORDS_STYLES.note.ja)
      })
      text.draw(page, x + inset, top + edge)
    },
  }
  return stack(gap(3), flow, gap(3))
}
