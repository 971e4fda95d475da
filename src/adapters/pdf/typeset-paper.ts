import { assert } from '#kernel/assert.ts'
import type { Paper } from '#ra/papers/paper.ts'
import { type Box, boxesOf } from './block-boxes.ts'
import { FontFace } from './font-face.ts'
import type { Flow } from './flow.ts'
import type { OpenTypeFont } from './open-type-font.ts'
import { type Faces, Page, SHEET } from './page.ts'
import { headFlow } from './paper-head.ts'
import { numeral, type ObjectNumber, PdfFile, reference, textString } from './pdf-file.ts'
import { StructureElement, writeStructure } from './structure-tree.ts'
import { STYLES } from './styles.ts'
import { substitutionNotes } from './substitution-notes.ts'
import { TYPESETTING_TEXTS } from './typesetting-texts.ts'

/** The fonts of papers, read once and used for each. */
export type PaperFonts = Readonly<Record<'regular' | 'bold', OpenTypeFont>>

/** A flow at its place on a page. */
interface Placed {
  readonly flow: Flow
  readonly top: number
  /** Repeats what an earlier page has said. */
  readonly again: boolean
}

/** A running page begins below its repeated header. */
const RUNNING_TOP = 74
const BODY_END = SHEET.height - SHEET.bottom

/** The paper as PDF: tagged, its fonts embedded, the same octets for the same paper. */
export function typesetPaper(paper: Paper, fonts: PaperFonts): Uint8Array {
  return typesetPapers([paper], fonts)
}

/** The papers as one PDF, each from a sheet of its own on and with pages counted by itself. */
export function typesetPapers(papers: readonly Paper[], fonts: PaperFonts): Uint8Array {
  const faces: Faces = {
    regular: new FontFace(fonts.regular, 'NotoSansJP-Regular'),
    bold: new FontFace(fonts.bold, 'NotoSansJP-Bold'),
  }
  const document = new StructureElement('Document')
  const pages: Page[] = []
  for (const paper of papers) {
    const part = papers.length === 1 ? document : document.child('Part')
    pages.push(...pagesOf(paper, fonts, faces, part, pages.length))
  }
  return fileOf(papers, faces, document, pages)
}

/** The pages of one paper, of which `before` stand before it in the file. */
function pagesOf(
  paper: Paper,
  fonts: PaperFonts,
  faces: Faces,
  part: StructureElement,
  before: number,
): readonly Page[] {
  const head = headFlow(faces, part, paper)
  const blocks = [...paper.blocks, ...substitutionNotes(fonts.regular, paper)]
  const boxes = blocks.flatMap((block) => boxesOf(faces, part, block))
  const sheets = placed(head, boxes)
  return sheets.map((flows, index) => {
    const page = new Page(faces, before + index)
    if (index > 0) drawRunningHead(page, faces, paper)
    for (const { flow, top, again } of flows) {
      if (again) page.artifact(() => flow.draw(page, SHEET.side, top))
      else flow.draw(page, SHEET.side, top)
    }
    drawFoot(page, faces, paper, `${index + 1} / ${sheets.length}`)
    return page
  })
}

/** Which flow goes where: boxes fill pages from the top, and some hold on to the next. */
function placed(head: Flow, boxes: readonly Box[]): readonly (readonly Placed[])[] {
  let page: Placed[] = [{ flow: head, top: SHEET.top, again: false }]
  const pages = [page]
  let at = SHEET.top + head.height
  boxes.forEach((box, index) => {
    if (box.startsPage || at + heldHeight(boxes, index) > BODY_END) {
      page = []
      pages.push(page)
      at = RUNNING_TOP
      if (box.header !== undefined) {
        page.push({ flow: box.header, top: at, again: true })
        at += box.header.height
      }
    }
    assert(at + box.flow.height <= BODY_END, 'a box fits on a page')
    page.push({ flow: box.flow, top: at, again: false })
    at += box.flow.height + box.spaceAfter
  })
  return pages
}

/** The height of a box and of what it holds on to. */
function heldHeight(boxes: readonly Box[], first: number): number {
  let height = 0
  for (let index = first; index < boxes.length; index += 1) {
    const box = boxes[index]
    if (box === undefined) break
    height += box.flow.height
    if (!box.keepsNext) break
  }
  return height
}

function drawRunningHead(page: Page, faces: Faces, { title, number, mark }: Paper): void {
  const { running, mark: markStyle } = STYLES
  const right = number === undefined ? '' : `${TYPESETTING_TEXTS.number.ja} ${number}`
  page.artifact(() => {
    if (mark !== undefined) {
      page.text(`${mark.ja}　${mark.en}`, SHEET.side, SHEET.top - 24, markStyle)
    }
    page.text(title.ja, SHEET.side, SHEET.top - 4, running)
    const width = faces.regular.width(right) * running.size
    page.text(right, SHEET.width - SHEET.side - width, SHEET.top - 4, running)
    page.rule(SHEET.side, SHEET.top + 11, SHEET.width - 2 * SHEET.side, 0.8, 'key')
  })
}

function drawFoot(page: Page, faces: Faces, { issuer }: Paper, count: string): void {
  const { running } = STYLES
  const top = SHEET.height - 44
  page.artifact(() => {
    page.rule(SHEET.side, top - 5, SHEET.width - 2 * SHEET.side, 0.5, 'faint')
    page.text(issuer.join('　'), SHEET.side, top, running)
    const width = faces.regular.width(count) * running.size
    page.text(count, SHEET.width - SHEET.side - width, top, running)
  })
}

function fileOf(
  papers: readonly Paper[],
  faces: Faces,
  document: StructureElement,
  pages: readonly Page[],
): Uint8Array {
  const file = new PdfFile()
  const [catalog, tree] = [file.reserve(), file.reserve()]
  const [regular, bold] = [faces.regular.embed(file), faces.bold.embed(file)]
  const resources = file.add(`<< /Font << /R ${reference(regular)} /B ${reference(bold)} >> >>`)
  const size = `[0 0 ${numeral(SHEET.width)} ${numeral(SHEET.height)}]`
  const objects = pages.map((page, index): ObjectNumber => {
    const content = file.addStream(Buffer.from(page.content, 'latin1'))
    return file.add(
      `<< /Type /Page /Parent ${reference(tree)} /MediaBox ${size} ` +
        `/Resources ${reference(resources)} /Contents ${reference(content)} ` +
        `/StructParents ${index} /Tabs /S >>`,
    )
  })
  file.fill(
    tree,
    `<< /Type /Pages /Count ${objects.length} /Kids [${objects.map(reference).join(' ')}] >>`,
  )
  const structure = writeStructure(file, document, objects)
  file.fill(
    catalog,
    `<< /Type /Catalog /Pages ${reference(tree)} /Lang (ja-JP) ` +
      `/StructTreeRoot ${reference(structure)} /MarkInfo << /Marked true >> ` +
      '/ViewerPreferences << /DisplayDocTitle true >> >>',
  )
  return file.toBytes(catalog, file.add(information(papers)))
}

/** The day is the paper's own: a document made again is the same document. */
function information(papers: readonly Paper[]): string {
  const [first] = papers
  assert(first !== undefined, 'a document has a paper')
  const names = papers.map(({ title, number }) =>
    number === undefined ? title.ja : `${title.ja} ${number}`,
  )
  const name = [...new Set(names)].join('、')
  const date = `(D:${first.issuedOn.replaceAll('-', '')}000000+09'00')`
  return (
    `<< /Title ${textString(name)} /Author ${textString(first.issuer[0] ?? '')} ` +
    `/Creator (Shomei) /Producer (Shomei) /CreationDate ${date} /ModDate ${date} >>`
  )
}
