import type { Words } from '#ra/papers/paper.ts'
import { breakLines } from './line-breaking.ts'
import type { Faces, Page, TextStyle } from './page.ts'
import type { StructureElement } from './structure-tree.ts'

/** Something with a height that can be drawn at a place. */
export interface Flow {
  readonly height: number
  draw(page: Page, x: number, top: number): void
}

/** Room. */
export function gap(height: number): Flow {
  return { height, draw: () => undefined }
}

/** One below the other. */
export function stack(...flows: readonly Flow[]): Flow {
  return {
    height: flows.reduce((height, flow) => height + flow.height, 0),
    draw(page, x, top) {
      let at = top
      for (const flow of flows) {
        flow.draw(page, x, at)
        at += flow.height
      }
    },
  }
}

/** The lines of a text in a column, and how wide each is. */
export function linesOf(
  faces: Faces,
  text: string,
  style: TextStyle,
  width: number,
): readonly string[] {
  const face = faces[style.face]
  return breakLines(text, width / style.size, (cluster) => face.width(cluster))
}

/** A text in a column, belonging to `element`. */
export function textFlow(
  faces: Faces,
  element: StructureElement,
  text: string,
  style: TextStyle,
  width: number,
): Flow {
  const lines = linesOf(faces, text, style, width)
  return {
    height: lines.length * style.leading,
    draw(page, x, top) {
      page.tagged(element, () => {
        lines.forEach((line, index) => page.text(line, x, top + index * style.leading, style))
      })
    },
  }
}

/** The styles of a text in both languages. */
export interface WordsStyle {
  readonly ja: TextStyle
  readonly en: TextStyle
}

/** A text in both languages, the English below, marked as such. */
export function wordsFlow(
  faces: Faces,
  element: StructureElement,
  words: Words,
  style: WordsStyle,
  width: number,
): Flow {
  const ja = textFlow(faces, element.child('Span'), words.ja, style.ja, width)
  const english = element.child('Span', { language: 'en' })
  return stack(ja, textFlow(faces, english, words.en, style.en, width))
}
