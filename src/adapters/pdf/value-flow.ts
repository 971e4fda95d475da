import type { Choice, FieldValue } from '#ra/papers/paper.ts'
import { type Flow, gap, linesOf, stack, textFlow, wordsFlow } from './flow.ts'
import type { Faces } from './page.ts'
import type { StructureElement } from './structure-tree.ts'
import { STYLES, WORDS_STYLES } from './styles.ts'

/** Room for one line of handwriting. */
const HAND_LINE = 19
const BOX_WIDTH = 18
const WORDS_GAP = 3

/** What stands in a cell, in a column of `width`. */
export function valueFlow(
  faces: Faces,
  cell: StructureElement,
  value: FieldValue,
  width: number,
): Flow {
  switch (value.value) {
    case 'text': {
      const text = textFlow(faces, cell.child('P'), value.text, STYLES.recorded, width)
      if (value.reading === undefined) return text
      // The reading stands above and is read after: the name is what the cell is about.
      const reading = textFlow(faces, cell.child('P'), value.reading, STYLES.reading, width)
      return stack(reading, text)
    }
    case 'words': {
      const flows = value.words.map((words) =>
        wordsFlow(faces, cell.child('P'), words, WORDS_STYLES.value, width),
      )
      return stack(
        ...flows.flatMap((flow, index) => (index === 0 ? [flow] : [gap(WORDS_GAP), flow])),
      )
    }
    case 'choices':
      return choicesFlow(faces, cell, value.choices, width)
    case 'blank':
      return gap(HAND_LINE * value.lines)
  }
}

/** Check boxes in two columns, or in one where a text would not fit on a line. */
function choicesFlow(
  faces: Faces,
  cell: StructureElement,
  choices: readonly Choice[],
  width: number,
): Flow {
  const half = width / 2 - BOX_WIDTH - 6
  const { ja } = WORDS_STYLES.value
  const fits = choices.every(({ words }) => linesOf(faces, words.ja, ja, half).length === 1)
  const columns = fits ? 2 : 1
  const column = width / columns
  const flows = choices.map((choice) =>
    choiceFlow(faces, cell.child('P'), choice, column - BOX_WIDTH - 6),
  )
  const rows: Flow[] = []
  for (let first = 0; first < flows.length; first += columns) {
    rows.push(sideBySide(flows.slice(first, first + columns), column))
  }
  return stack(...rows)
}

function sideBySide(flows: readonly Flow[], column: number): Flow {
  return {
    height: Math.max(...flows.map(({ height }) => height)),
    draw(page, x, top) {
      flows.forEach((flow, index) => flow.draw(page, x + index * column, top))
    },
  }
}

function choiceFlow(
  faces: Faces,
  element: StructureElement,
  { words, checked }: Choice,
  width: number,
): Flow {
  const box = element.child('Span')
  const text = wordsFlow(faces, element, words, WORDS_STYLES.value, width)
  return {
    height: text.height + 2,
    draw(page, x, top) {
      page.tagged(box, () =>
        page.readAs(checked ? '☑' : '☐', () => {
          page.text('□', x, top, STYLES.box)
          if (checked) page.text('✓', x + 1.2, top - 0.4, STYLES.tick)
        }),
      )
      text.draw(page, x + BOX_WIDTH, top)
    },
  }
}
