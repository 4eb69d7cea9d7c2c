// How large a message is for the network: bytes of UTF-8, of which a character is one to four.

const encoder = new TextEncoder();

export const bytesOf = (message) => encoder.encode(JSON.stringify(message)).length;
