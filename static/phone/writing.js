export const watchWriting = () => {};
