/**
 * A short mark by which a text is known again, and which tells nothing of it: 32 bits, mixed with a salt that nobody else
 * has. Not against somebody who looks for another text with the same mark.
 */
export function fingerprint(salt: string, text: string): string {
  // FNV-1a over UTF-16 units, then the last steps of MurmurHash3, so that one changed letter changes all digits.
  let hash = 0x81_1c_9d_c5;
  for (const part of [salt, '\0', text]) {
    for (let at = 0; at < part.length; at += 1) hash = Math.imul(hash ^ part.charCodeAt(at), 0x01_00_01_93);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
