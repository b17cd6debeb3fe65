/** The name under which both parts of a split bundle know the library. */
export const LIBRARY = 'rackletLibrary';
