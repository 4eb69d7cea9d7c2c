export const watchAnswers = () => {};
