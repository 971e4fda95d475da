import type { Paper } from './paper.ts'

/** Makes of a paper a document to print and to keep. */
export interface PaperPrinter {
  /**
   * The document as PDF. The same paper gives the same octets; a character that cannot be printed
   * is shown by a mark and named on the paper, never left out.
   */
  print(paper: Paper): Promise<Uint8Array>
}
