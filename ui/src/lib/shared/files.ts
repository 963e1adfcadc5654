/** The Mantrae server keeps everything in one such file. */
export const isDatabase = (path: string): boolean => /\.db$/i.test(path);
