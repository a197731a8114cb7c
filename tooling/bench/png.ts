import { crc32, deflateSync } from 'node:zlib';

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};

const PIXEL = 4; // bytes: red, green, blue, alpha

/** A valid PNG of a square whose pixels are these bytes, as far as they go. Random ones do not compress. */
export function pngOf(pixels: Buffer): Buffer {
  const side = Math.floor(Math.sqrt(pixels.length / PIXEL));
  const row = side * PIXEL;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 6], 8); // bits a channel; RGBA
  // A row begins with its filter: none.
  const rows = Array.from({ length: side }, (_, at) => [Buffer.of(0), pixels.subarray(at * row, (at + 1) * row)]);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const data = deflateSync(Buffer.concat(rows.flat()));
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}
