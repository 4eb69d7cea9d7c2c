// The checksum of a list's order, as the server makes it (zlib's CRC-32, eight hexadecimal digits).

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

export const crc32 = (text) => {
  let value = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return ((value ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
};
