import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Paper } from '#ra/papers/paper.ts'
import type { PaperPrinter } from '#ra/papers/ports.ts'
import { OpenTypeFont } from './open-type-font.ts'
import { type PaperFonts, typesetPapers } from './typeset-paper.ts'

const require = createRequire(import.meta.url)
const FONT_FILES = {
  regular: '@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans-jp/700Bold/NotoSansJP_700Bold.ttf',
} as const

/** Prints papers as PDF in Noto Sans JP; the fonts are read when the first paper is printed. */
export class PdfPaperPrinter implements PaperPrinter {
  #fonts: Promise<PaperFonts> | undefined

  async print(paper: Paper, ...more: readonly Paper[]): Promise<Uint8Array> {
    this.#fonts ??= readPaperFonts()
    return typesetPapers([paper, ...more], await this.#fonts)
  }
}

/** The two cuts in which papers are set. */
export async function readPaperFonts(): Promise<PaperFonts> {
  const [regular, bold] = await Promise.all([
    readFile(require.resolve(FONT_FILES.regular)),
    readFile(require.resolve(FONT_FILES.bold)),
  ])
  return { regular: OpenTypeFont.read(regular), bold: OpenTypeFont.read(bold) }
}
