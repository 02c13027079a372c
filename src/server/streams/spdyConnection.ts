// The server's side of SPDY/3.1 as client-go speaks it within a websocket: streams that the client
// opens, data both ways. A small framer of our own, since no maintained library has the protocol alone.
// Differs from SPDY: no flow control (client-go has none either), no priorities, no pushed streams.
import { asError } from '../../apimachinery/asError';
import { SpdyHeaders } from './spdyHeaders';

export interface SpdyStream {
  readonly id: number;
  readonly headers: ReadonlyMap<string, string>;
  write(bytes: Buffer): void;
  /** Nothing more will be written. */
  end(): void;
  reset(): void;
}

export interface SpdyHandler {
  opened(stream: SpdyStream): void;
  data(stream: SpdyStream, bytes: Buffer): void;
  /** The client will send nothing more on it. */
  ended(stream: SpdyStream): void;
  reset(stream: SpdyStream): void;
  /** The connection cannot go on. */
  failed(error: Error): void;
}

const SYN_STREAM = 1;
const SYN_REPLY = 2;
const RST_STREAM = 3;
const PING = 6;
const GOAWAY = 7;
const FIN = 0x01;
const CONTROL = 0x80;
const VERSION = 3;
const HEAD_BYTES = 8;
const CANCEL = 5;
const MAX_FRAME_BYTES = 4 * 1024 * 1024;
const MAX_STREAMS = 256;

export class SpdyConnection {
  readonly #send: (bytes: Buffer) => void;
  readonly #handler: SpdyHandler;
  readonly #headers = new SpdyHeaders();
  readonly #streams = new Map<number, SpdyStream>();
  #received = Buffer.alloc(0);
  /** Frames are taken one after the other: headers take their time to be unpacked. */
  #last: Promise<void> = Promise.resolve();
  #isOpen = true;

  constructor(send: (bytes: Buffer) => void, handler: SpdyHandler) {
    this.#send = send;
    this.#handler = handler;
  }

  receive(bytes: Buffer): void {
    this.#last = this.#last
      .then(() => this.#take(bytes))
      .catch((error: unknown) => {
        this.#isOpen = false;
        this.#handler.failed(asError(error));
      });
  }

  close(): void {
    this.#isOpen = false;
    this.#headers.close();
  }

  async #take(bytes: Buffer): Promise<void> {
    this.#received = Buffer.concat([this.#received, bytes]);
    while (this.#isOpen && this.#received.length >= HEAD_BYTES) {
      const length = this.#received.readUIntBE(5, 3);
      if (length > MAX_FRAME_BYTES) throw new Error('SPDY frame is too large');
      if (this.#received.length < HEAD_BYTES + length) return;
      const frame = this.#received.subarray(0, HEAD_BYTES + length);
      this.#received = this.#received.subarray(HEAD_BYTES + length);
      await this.#frame(frame);
    }
  }

  async #frame(frame: Buffer): Promise<void> {
    const payload = frame.subarray(HEAD_BYTES);
    const flags = frame.readUInt8(4);
    if ((frame.readUInt8(0) & CONTROL) === 0) {
      this.#data(frame.readUInt32BE(0), payload, flags);
      return;
    }
    switch (frame.readUInt16BE(2)) {
      case SYN_STREAM:
        await this.#synStream(payload, flags);
        return;
      case RST_STREAM: {
        const stream = this.#streams.get(payload.readUInt32BE(0));
        if (stream === undefined) return;
        this.#streams.delete(stream.id);
        this.#handler.reset(stream);
        return;
      }
      case PING:
        this.#control(PING, 0, payload);
        return;
      case GOAWAY:
        return;
      default:
      // Settings, window updates and headers of streams change nothing here.
    }
  }

  async #synStream(payload: Buffer, flags: number): Promise<void> {
    const id = payload.readUInt32BE(0);
    if (this.#streams.size >= MAX_STREAMS) throw new Error('too many SPDY streams');
    const headers = await this.#headers.decode(payload.subarray(10));
    const stream = this.#stream(id, headers);
    this.#streams.set(id, stream);
    this.#control(SYN_REPLY, 0, Buffer.concat([number(id), await this.#headers.encodeNone()]));
    this.#handler.opened(stream);
    if ((flags & FIN) !== 0) this.#handler.ended(stream);
  }

  #stream(id: number, headers: ReadonlyMap<string, string>): SpdyStream {
    let isOpen = true;
    return {
      id,
      headers,
      write: (bytes) => {
        if (isOpen && bytes.length > 0) this.#frameOut(number(id), 0, bytes);
      },
      end: () => {
        if (isOpen) this.#frameOut(number(id), FIN, Buffer.alloc(0));
        isOpen = false;
      },
      reset: () => {
        if (!this.#streams.delete(id)) return;
        isOpen = false;
        this.#control(RST_STREAM, 0, Buffer.concat([number(id), number(CANCEL)]));
      },
    };
  }

  #data(id: number, payload: Buffer, flags: number): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    if (payload.length > 0) this.#handler.data(stream, payload);
    if ((flags & FIN) !== 0) this.#handler.ended(stream);
  }

  #control(type: number, flags: number, payload: Buffer): void {
    const head = Buffer.alloc(4);
    head.writeUInt16BE((CONTROL << 8) | VERSION, 0);
    head.writeUInt16BE(type, 2);
    this.#frameOut(head, flags, payload);
  }

  #frameOut(head: Buffer, flags: number, payload: Buffer): void {
    if (!this.#isOpen) return;
    const size = Buffer.alloc(4);
    size.writeUInt32BE(payload.length);
    size.writeUInt8(flags, 0);
    this.#send(Buffer.concat([head, size, payload]));
  }
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
