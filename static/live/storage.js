// localStorage that may be forbidden, full or cleared under our feet: then things are kept in memory alone.

const found = () => {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
};

const storage = found();

const tried = (act) => {
  try {
    return act();
  } catch {
    return null;
  }
};

export const read = (key) => tried(() => storage.getItem(key));
export const write = (key, value) => tried(() => (storage.setItem(key, value), true)) === true;
export const remove = (key) => tried(() => storage.removeItem(key));
export const keys = (prefix) => tried(() => Object.keys(storage).filter((key) => key.startsWith(prefix))) ?? [];
