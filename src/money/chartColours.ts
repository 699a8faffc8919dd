/** A colour of the chart, and the square in which a line of text can name it. */
export interface ChartColour {
  hex: string;
  square: string;
}

/** For the people who spent most, in that order; the first also where people are not told apart. */
export const PERSON_COLOURS: readonly ChartColour[] = [
  { hex: '#55acee', square: '🟦' },
  { hex: '#f4900c', square: '🟧' },
  { hex: '#78b159', square: '🟩' },
  { hex: '#aa8ed6', square: '🟪' },
  { hex: '#dd2e44', square: '🟥' },
  { hex: '#fdcb58', square: '🟨' },
];

/** For everybody else together. */
export const OTHERS_COLOUR: ChartColour = { hex: '#e6e7e8', square: '⬜' };
