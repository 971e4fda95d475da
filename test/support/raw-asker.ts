import { connect, type Socket } from 'node:net'

/** A connection on which octets are sent as they stand, and all that comes back. */
export class RawAsker {
  readonly socket: Socket
  /** Fulfilled when the other side has closed, or broken off, the connection. */
  readonly closed: Promise<void>
  #received = Buffer.alloc(0)
  readonly #waiting = new Set<() => void>()

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (octets) => {
      this.#received = Buffer.concat([this.#received, octets])
      for (const look of this.#waiting) look()
    })
    // Both halves are open until one side ends its own; then the other has nothing more to say.
    socket.on('end', () => socket.end())
    // Who breaks a connection off has closed it.
    socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        resolve()
        for (const look of this.#waiting) look()
      })
    })
  }

  /** Connects to a port of this machine. */
  static async connect(port: number): Promise<RawAsker> {
    return await new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
      const asker = new RawAsker(socket)
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        resolve(asker)
      })
    })
  }

  /** What came so far, an octet a character. */
  get received(): string {
    return this.#received.toString('latin1')
  }

  send(octets: string | Uint8Array): void {
    this.socket.write(octets)
  }

  /** Waits until `isThere` holds of what came, or the connection is closed. */
  async until(isThere: (received: string) => boolean): Promise<string> {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!isThere(this.received) && !this.socket.destroyed) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
    return this.received
  }

  end(): void {
    this.socket.destroy()
  }
}

/** The answers in what came over a connection: status and body, by Content-Length. */
export function answersIn(received: string): readonly { status: number; body: Buffer }[] {
  const answers: { status: number; body: Buffer }[] = []
  let rest = received
  for (;;) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) return answers
    const head = rest.slice(0, end)
    const octets = Number(/^Content-Length: (\d+)$/im.exec(head)?.[1] ?? 0)
    if (rest.length < end + 4 + octets) return answers
    const body = Buffer.from(rest.slice(end + 4, end + 4 + octets), 'latin1')
    answers.push({ status: Number(head.slice(9, 12)), body })
    rest = rest.slice(end + 4 + octets)
  }
}
