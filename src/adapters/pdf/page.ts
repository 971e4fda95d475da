import type { FontFace } from './font-face.ts'
import { hex, numeral } from './pdf-file.ts'
import type { StructureElement } from './structure-tree.ts'

/** A4 and the room on it, in points. */
export const SHEET = {
  width: 595.276,
  height: 841.89,
  side: 54,
  top: 52,
  bottom: 52,
} as const
export const BODY_WIDTH = SHEET.width - 2 * SHEET.side

/** Colours of the Digital Agency's palette, as PDF's DeviceRGB. */
export const COLOURS = {
  ink: '0.102 0.102 0.102',
  quiet: '0.302 0.302 0.302',
  line: '0.6 0.6 0.6',
  faint: '0.8 0.8 0.8',
  key: '0 0.09 0.757',
  wash: '0.953 0.965 0.996',
  warn: '0.808 0 0',
  white: '1 1 1',
} as const

/** One of `COLOURS`. */
export type Colour = keyof typeof COLOURS

/** The two cuts of the font, by use. */
export type Faces = Readonly<Record<'regular' | 'bold', FontFace>>

/** How a text is set. */
export interface TextStyle {
  readonly face: keyof Faces
  readonly size: number
  /** From one line's top to the next. */
  readonly leading: number
  readonly colour: Colour
}

/** Where a baseline lies below the top of its line, as a part of the size. */
const BASELINE = 0.88

/** One page while it is drawn; places are measured from its upper left corner. */
export class Page {
  readonly #faces: Faces
  readonly #index: number
  readonly #operators: string[] = []
  #marks = 0
  #insideArtifact = false

  constructor(faces: Faces, index: number) {
    this.#faces = faces
    this.#index = index
  }

  /** The content stream so far. */
  get content(): string {
    return this.#operators.join('\n')
  }

  /** Draws what belongs to an element of the structure. */
  tagged(element: StructureElement, draw: () => void): void {
    if (this.#insideArtifact) return draw()
    const id = this.#marks
    this.#marks += 1
    element.mark(this.#index, id)
    this.#operators.push(`/${element.role} << /MCID ${id} >> BDC`)
    draw()
    this.#operators.push('EMC')
  }

  /** Draws what is there for the eye alone: rules, grounds, headers that repeat. */
  artifact(draw: () => void): void {
    if (this.#insideArtifact) return draw()
    this.#insideArtifact = true
    this.#operators.push('/Artifact BMC')
    draw()
    this.#operators.push('EMC')
    this.#insideArtifact = false
  }

  /** Draws what reads as `text`, whatever its glyphs are. */
  readAs(text: string, draw: () => void): void {
    this.#operators.push(`/Span << /ActualText <FEFF${hex(text)}> >> BDC`)
    draw()
    this.#operators.push('EMC')
  }

  /** Sets one line, `top` being the upper edge of the line. */
  text(text: string, x: number, top: number, style: TextStyle): void {
    if (text === '') return
    const baseline = SHEET.height - top - (style.leading - style.size) / 2 - style.size * BASELINE
    const name = style.face === 'bold' ? 'B' : 'R'
    this.#operators.push(
      `BT /${name} ${numeral(style.size)} Tf ${COLOURS[style.colour]} rg ` +
        `1 0 0 1 ${numeral(x)} ${numeral(baseline)} Tm ` +
        `${this.#faces[style.face].encode(text)} Tj ET`,
    )
  }

  /** Fills a rectangle. */
  fill(x: number, top: number, width: number, height: number, colour: Colour): void {
    const y = SHEET.height - top - height
    const box = [x, y, width, height].map(numeral).join(' ')
    this.#operators.push(`${COLOURS[colour]} rg ${box} re f`)
  }

  /** Draws the outline of a rectangle. */
  frame(x: number, top: number, width: number, height: number, colour: Colour): void {
    const y = SHEET.height - top - height
    const box = [x, y, width, height].map(numeral).join(' ')
    this.#operators.push(`${COLOURS[colour]} RG 0.6 w ${box} re S`)
  }

  /** Draws a horizontal rule. */
  rule(x: number, top: number, width: number, weight: number, colour: Colour): void {
    const y = numeral(SHEET.height - top)
    this.#operators.push(
      `${COLOURS[colour]} RG ${numeral(weight)} w ${numeral(x)} ${y} m ` +
        `${numeral(x + width)} ${y} l S`,
    )
  }
}
