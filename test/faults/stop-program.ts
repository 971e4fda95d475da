/** Says `waiting`, then why it was asked to end, and ends with 7: stands in for `bin/shomei.ts` in stop-request.test.ts. */
import { stopRequested } from '#adapters/process/stop-request.ts'

const EXIT_CODE = 7
const stopped = stopRequested()
process.stdout.write(`waiting ${process.pid}\n`)
// Something that keeps the program alive, as a listening server does.
const open = setInterval(() => undefined, 60_000)
process.stdout.write(`${await stopped}\n`)
clearInterval(open)
process.exitCode = EXIT_CODE
