// Header blocks of SPDY/3: pairs of names and values, compressed in one stream for a whole connection.
import { constants, createDeflate, createInflate, type Zlib } from 'node:zlib';
import type { Transform } from 'node:stream';
import { SPDY_DICTIONARY } from './spdyDictionary';

const MAX_BYTES = 64 * 1024;

export class SpdyHeaders {
  readonly #inflate = createInflate({
    dictionary: SPDY_DICTIONARY,
    finishFlush: constants.Z_SYNC_FLUSH,
  });
  readonly #deflate = createDeflate({ dictionary: SPDY_DICTIONARY });

  /** Rejects what is no header block. */
  async decode(block: Buffer): Promise<ReadonlyMap<string, string>> {
    const bytes = await through(this.#inflate, block);
    const headers = new Map<string, string>();
    let at = 4;
    const text = (): string => {
      const length = bytes.readUInt32BE(at);
      const value = bytes.toString('utf8', at + 4, at + 4 + length);
      at += 4 + length;
      return value;
    };
    for (let count = bytes.readUInt32BE(0); count > 0; count--) {
      const name = text();
      headers.set(name.toLowerCase(), text());
    }
    return headers;
  }

  /** A block without headers. */
  encodeNone(): Promise<Buffer> {
    return through(this.#deflate, Buffer.alloc(4));
  }

  close(): void {
    this.#inflate.destroy();
    this.#deflate.destroy();
  }
}

/** What comes out for a piece that is flushed. */
function through(stream: Transform & Zlib, piece: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > MAX_BYTES) stream.destroy(new Error('SPDY headers are too large'));
      else pieces.push(chunk);
    };
    const done = (error?: Error | null): void => {
      stream.off('data', take);
      stream.off('error', done);
      if (error) reject(error);
      else resolve(Buffer.concat(pieces));
    };
    stream.on('data', take);
    stream.once('error', done);
    stream.write(piece, () => {
      stream.flush(constants.Z_SYNC_FLUSH, () => {
        done();
      });
    });
  });
}
