import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';

/** A file that customers attach. */
export interface Sample {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  /** Base64, as WhatsApp gives it. */
  readonly sha256: string;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** Hills in the evening. */
function picture(width: number, height: number): Buffer {
  const rows = Array.from({ length: height }, (_row, y) => {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x += 1) {
      const hill = height * 0.7 - Math.sin(x / 38) * 22 - Math.sin(x / 15) * 6;
      const sky = y / height;
      const colour = y > hill ? [30, 92, 80] : [255 - 90 * sky, 190 - 30 * sky, 140 + 70 * sky];
      row.set(colour.map(Math.round), 1 + x * 3);
    }
    return row;
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits of each of three colours.
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A page with one line of text. */
function page(line: string): Buffer {
  const content = `BT /F1 24 Tf 60 740 Td (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  return Buffer.from(
    `${text}${end}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
    'latin1',
  );
}

/** Two seconds of silence: MPEG-1 layer III, 44.1 kHz, 64 kbit/s, one channel, frames of nothing. */
function silence(): Buffer {
  const frame = Buffer.alloc(208);
  frame.set([0xff, 0xfb, 0x50, 0xc0]);
  return Buffer.concat(Array.from({ length: 77 }, () => frame));
}

function sample(name: string, contentType: string, bytes: Buffer): Sample {
  return { name, contentType, bytes, sha256: createHash('sha256').update(bytes).digest('base64') };
}

/** What a customer can attach. */
export const samples: Readonly<Record<'image' | 'document' | 'audio', Sample>> = {
  image: sample('sample-photo.png', 'image/png', picture(320, 220)),
  document: sample('sample-invoice.pdf', 'application/pdf', page('Invoice 4711')),
  audio: sample('sample-voice.mp3', 'audio/mpeg', silence()),
};
