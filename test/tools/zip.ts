import { readFile } from 'node:fs/promises';

const endSignature = 0x06054b50;
const endSize = 22;
const entrySize = 46;

/** The paths of the files in a zip archive, from its central directory (APPNOTE.TXT 4.3.12, 4.3.16); no zip64. */
export async function zipFileNames(file: string): Promise<string[]> {
  const zip = await readFile(file);
  const end = zip.lastIndexOf(signatureBytes(endSignature), zip.length - endSize);
  if (end === -1) throw new Error(`${file} is no zip archive`);
  const count = zip.readUInt16LE(end + 10);
  const names: string[] = [];
  let offset = zip.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    const nameLength = zip.readUInt16LE(offset + 28);
    names.push(zip.toString('utf8', offset + entrySize, offset + entrySize + nameLength));
    offset += entrySize + nameLength + zip.readUInt16LE(offset + 30) + zip.readUInt16LE(offset + 32);
  }
  return names;
}

function signatureBytes(signature: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return bytes;
}
