import type { Paper } from './paper.ts'

/** Makes of a paper a document to print and to keep. */
export interface PaperPrinter {
  /**
   * The papers as one PDF, each from a sheet of its own on. The same papers give the same octets; a
   * character that cannot be printed is shown by a mark and named on the paper, never left out.
   */
  print(paper: Paper, ...more: readonly Paper[]): Promise<Uint8Array>
}
