/** The Mantrae server keeps everything in one such file. */
export const isDatabase = (path: string): boolean => /\.db$/i.test(path);

/** The last part of a path, of whatever system. */
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
