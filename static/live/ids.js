// Ids of commands and of new records: 22 characters, 132 bits. `crypto.randomUUID` does not exist over plain HTTP.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(22)), (byte) => ALPHABET[byte & 63]).join("");
